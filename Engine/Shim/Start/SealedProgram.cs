using System.Collections;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Start;

/// <summary>
/// Without a user namespace, the container's root is the host's, and through /proc/&lt;pid&gt;/exe it could overwrite the shim
/// (CVE-2019-5736). So the shim executes itself again from a detached read-only mount of its own file: opening that for writing fails with
/// EROFS.
/// </summary>
internal static unsafe class SealedProgram
{
    private const string Marker = "PANEL_SHIM_SEALED";

    /// <summary>Returns if this is already the sealed program; otherwise becomes it.</summary>
    public static void Ensure(string specPath)
    {
        if (Environment.GetEnvironmentVariable(Marker) is not null)
            return;
        const int arenaBytes = 1024 * 1024;
        var arena = new Arena(arenaBytes);
        List<string> environment = [Marker + "=1"];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            environment.Add($"{entry.Key}={entry.Value}");
        var program = MountApi.OpenTree(OpenFlags.WorkingDirectory, "/proc/self/exe");
        MountApi.SetAttributes(program, MountFlags.ReadOnly, false, "/proc/self/exe");
        Syscall.Check(
            Syscall.Try(SyscallNumber.ExecveAt, program, (nint)arena.Text(""), (nint)arena.Texts(["panel-shim", "run", specPath]), (nint)arena.Texts(environment), OpenFlags.EmptyPath),
            "execveat", "/proc/self/exe");
    }
}
