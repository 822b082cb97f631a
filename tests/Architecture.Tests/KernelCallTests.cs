using Mono.Cecil;

namespace Panel.Architecture.Tests;

/// <summary>Kernel calls stand in one place, Engine/Linux, where each has one form with one treatment of its errors. The shim has its own where it must: its
/// cloned child may only call what was bound before the clone.</summary>
public sealed class KernelCallTests
{
    private const string Bindings = "Tmds.LibC";

    private static readonly string[] s_assemblies = ["panel", "Panel.Data", "Panel.Engine.Contract", "Panel.Engine.Layers", "Panel.Engine.Native", "Panel.Engine.Protocol", "Panel.Engine.Registry"];

    [Fact]
    public void Imports_OfTheCLibrary_StandInTheProjectOfTheKernelOnly()
    {
        List<string> found = [];
        foreach (var name in s_assemblies)
        {
            using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
            found.AddRange(Imports(assembly).Select(method => MethodName.Of(method)));
            if (assembly.MainModule.AssemblyReferences.Any(reference => reference.Name == Bindings)) found.Add($"{name} uses {Bindings}");
        }

        Assert.True(found.Count == 0, $"Call Engine/Linux instead, and add what it lacks there:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    [Fact]
    public void Imports_OfTheShim_AreTheChildsOnly()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "panel-shim.dll"));
        Assert.All(Imports(assembly), method => Assert.Equal("Panel.Engine.Shim.Child.ChildRunner", method.DeclaringType.FullName));
    }

    private static IEnumerable<MethodDefinition> Imports(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.IsPInvokeImpl);
}
