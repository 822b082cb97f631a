using Mono.Cecil;

namespace Panel.Architecture.Tests;

/// <summary>Only who holds a container changes it (ADR 0030): its memory is known to the type that everybody reads and to the one that its holder gets.</summary>
public sealed class HeldByTypeTests
{
    private const string Memory = "Panel.Engine.Native.Containers.ContainerMemory";
    private const string Read = "Panel.Engine.Native.Containers.Container";
    private const string Held = "Panel.Engine.Native.Containers.HeldContainer";

    [Fact]
    public void Memory_OfAContainer_IsSeenByItsHolderAndItsReaderOnly()
    {
        using var assembly = Native();
        var seen = assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => Sees(method, Memory)).Select(Owner).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal([Read, Memory, Held], seen);
    }

    [Fact]
    public void Holder_OfAContainer_IsMadeByItsContainerOnly()
    {
        using var assembly = Native();
        var makers = assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => Makes(method, Held)).Select(Owner).Distinct();
        Assert.Equal([Read], makers);
    }

    [Fact]
    public void Reader_OfAContainer_ChangesNothing()
    {
        using var assembly = Native();
        Assert.DoesNotContain(assembly.MainModule.GetType(Read).Properties, property => property.SetMethod is not null);
        Assert.DoesNotContain(assembly.MainModule.GetType(Read).Methods, method => method.HasBody && method.Body.Instructions.Any(IsSetterOfTheMemory));
    }

    private static AssemblyDefinition Native() => AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "Panel.Engine.Native.dll"));

    private static bool IsSetterOfTheMemory(Mono.Cecil.Cil.Instruction instruction) =>
        instruction.Operand is MethodReference { DeclaringType.FullName: Memory } called && called.Name.StartsWith("set_", StringComparison.Ordinal);

    private static bool Sees(MethodDefinition method, string type) =>
        method.HasBody && (method.Body.Variables.Any(local => local.VariableType.FullName == type)
            || method.Body.Instructions.Any(instruction => instruction.Operand is MemberReference { DeclaringType.FullName: var declaring } && declaring == type));

    private static bool Makes(MethodDefinition method, string type) =>
        method.HasBody && method.Body.Instructions.Any(instruction => instruction.Operand is MethodReference { Name: ".ctor", DeclaringType.FullName: var made } && made == type);

    // Of closures and state machines the type that they belong to.
    private static string Owner(MethodDefinition method)
    {
        var type = method.DeclaringType;
        while (type.DeclaringType is { } outer) type = outer;
        return type.FullName;
    }
}
