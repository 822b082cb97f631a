using Mono.Cecil;

namespace Panel.Architecture.Tests;

/// <summary>
/// The folders of the native engine use each other in one direction only, so that each can be read with those below it. The engine's own folder is
/// none of them: it puts everything together, and holds the options and the paths that everything uses.
/// </summary>
public sealed class FolderCircleTests
{
    private const string Root = "Panel.Engine.Native.";

    [Fact]
    public void Folders_OfTheNativeEngine_UseEachOtherInOneDirection()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "Panel.Engine.Native.dll"));
        Dictionary<string, HashSet<string>> uses = new(StringComparer.Ordinal);
        foreach (var type in assembly.MainModule.GetTypes())
        {
            if (Folder(type) is not { } folder) continue;
            if (!uses.TryGetValue(folder, out var used)) uses[folder] = used = new(StringComparer.Ordinal);
            used.UnionWith(Used(type).SelectMany(Parts).Select(Folder).OfType<string>().Where(other => other != folder));
        }

        var circle = uses.Keys.Where(folder => Reachable(uses, folder).Contains(folder)).Order(StringComparer.Ordinal);
        var found = circle.Select(folder => $"{folder} uses {string.Join(", ", uses[folder].Order(StringComparer.Ordinal))}");
        Assert.True(!circle.Any(), $"These folders use each other in a circle:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    private static HashSet<string> Reachable(Dictionary<string, HashSet<string>> uses, string from)
    {
        HashSet<string> reached = new(StringComparer.Ordinal);
        Stack<string> open = new([from]);
        while (open.TryPop(out var folder))
        {
            foreach (var used in uses.GetValueOrDefault(folder) ?? []) if (reached.Add(used)) open.Push(used);
        }
        return reached;
    }

    // The folder of Panel.Engine.Native.Images.Layers is Images.
    private static string? Folder(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.Namespace.StartsWith(Root, StringComparison.Ordinal) ? type.Namespace[Root.Length..].Split('.')[0] : null;
    }

    private static IEnumerable<TypeReference?> Used(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(face => face.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(Used),
    ];

    private static IEnumerable<TypeReference?> Used(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.HasBody ? method.Body.Variables.Select(local => local.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(instruction => Used(instruction.Operand)) : [],
    ];

    private static IEnumerable<TypeReference?> Used(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [generic.DeclaringType, .. generic.GenericArguments],
        MethodReference method => [method.DeclaringType],
        _ => [],
    };

    // A list of things is the list and the things.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification other => Parts(other.ElementType),
        _ => [type],
    };
}
