using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Panel.Architecture.Tests;

/// <summary>Finds where a program makes, writes or renames files other than through the one writer.</summary>
internal static class FileWrites
{
    private const int Create = 0x40; // O_CREAT

    private static readonly Dictionary<string, string[]> s_calls = new()
    {
        ["System.IO.File"] =
        [
            "WriteAllText", "WriteAllTextAsync", "WriteAllBytes", "WriteAllBytesAsync", "WriteAllLines", "WriteAllLinesAsync",
            "AppendAllText", "AppendAllTextAsync", "AppendAllBytes", "AppendAllBytesAsync", "AppendAllLines", "AppendAllLinesAsync", "AppendText",
            "Create", "CreateText", "CreateSymbolicLink", "Copy", "Move", "Replace", "Open", "OpenWrite", "OpenHandle",
        ],
        ["System.IO.FileInfo"] = ["AppendText", "Create", "CreateText", "CreateAsSymbolicLink", "CopyTo", "MoveTo", "Replace", "Open", "OpenWrite"],
        ["System.IO.Directory"] = ["Move", "CreateSymbolicLink"],
        ["System.IO.DirectoryInfo"] = ["MoveTo", "CreateAsSymbolicLink"],
        ["System.IO.FileStream"] = [".ctor"],
        ["Panel.Engine.Linux.Files.RawFile"] = ["Open", "Replace"],
        ["Panel.Engine.Linux.Kernel.SyscallNumber"] = ["get_RenameAt2", "get_LinkAt", "get_SymlinkAt"],
        ["Panel.Engine.Linux.Files.FileCalls"] = ["Rename", "RenameNew"],
        ["Panel.Engine.Linux.Files.DurableFile"] = ["WriteUnsynced"],
        ["Panel.Engine.Native.State.AtomicFile"] = ["WriteUnsynced"],
        ["Panel.Engine.Native.State.SyncedFile"] = ["Create"],
    };

    /// <summary>Each place as <c>Type.Method</c> with the call that stands there.</summary>
    public static IEnumerable<(string Method, string Call)> Find(AssemblyDefinition assembly) =>
        from type in assembly.MainModule.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference
        let called = (MethodReference)instruction.Operand
        where s_calls.TryGetValue(called.DeclaringType.FullName, out var names) && names.Contains(called.Name) && !OnlyReads(called, instruction)
        select (MethodName.Of(method), $"{called.DeclaringType.Name}.{called.Name}");

    private static bool OnlyReads(MethodReference called, Instruction call) => called switch
    {
        { DeclaringType.Name: "RawFile", Name: "Open" } => !Constants(call, 3).Exists(value => value is { } flags && (flags & Create) != 0),
        { Name: ".ctor", Parameters: [{ ParameterType.Name: "SafeFileHandle" }, ..] } => true,
        _ when called.Parameters.FirstOrDefault(parameter => parameter.ParameterType.Name == "FileMode") is { } mode =>
            // FileMode.Open, then FileAccess.Read.
            Constants(call, called.Parameters.Count - mode.Index) is [3, 1, ..],
        _ => false,
    };

    // Those among the last arguments, in their order.
    private static List<int?> Constants(Instruction call, int arguments)
    {
        List<int?> constants = [];
        for (var at = call.Previous; at is not null && constants.Count < arguments; at = at.Previous)
            if (at.OpCode.Code is not Code.Conv_I8) constants.Add(Constant(at));
        constants.Reverse();
        return constants;
    }

    private static int? Constant(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldc_I4 => (int)instruction.Operand,
        Code.Ldc_I4_S => (sbyte)instruction.Operand,
        >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 => instruction.OpCode.Code - Code.Ldc_I4_0,
        _ => null,
    };
}
