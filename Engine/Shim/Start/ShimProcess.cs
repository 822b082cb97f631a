using System.Text;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

internal static unsafe class ShimProcess
{
    /// <summary>Leaves the panel's session and ignores its signals, so that neither its end nor a Ctrl-C in its terminal ends the
    /// container. The OOM killer kills the shim last: containerd's value for its shims.</summary>
    public static void Detach()
    {
        LibC.setsid();

        // Modes are given in full: device nodes are 0666, the log 0640.
        _ = LibC.umask(0);
        var ignore = stackalloc ulong[4] { 1, 0, 0, 0 };
        foreach (var signal in new[] { 1, 2, 3, 13, 15 })
            Syscall.Check(Syscall.Try(SyscallNumber.RtSigAction, signal, (nint)ignore, 0, 8), "sigaction");
        RawFile.TryWrite("/proc/self/oom_score_adj", "-998");
    }

    /// <summary>Waits until the panel has a container for it: the path of its specification, as one line on standard input.</summary>
    /// <returns>Null when the panel has ended first.</returns>
    public static string? AwaitSpec()
    {
        const int longestPath = 4096;
        var buffer = stackalloc byte[longestPath + 1];
        var length = 0;
        while (length <= longestPath)
        {
            var count = Syscall.Try(SyscallNumber.Read, 0, (nint)(buffer + length), longestPath + 1 - length);
            if (count == -Errno.EINTR)
                continue;
            if (count <= 0)
                return null;
            length += (int)count;
            if (buffer[length - 1] != (byte)'\n')
                continue;
            var path = Encoding.UTF8.GetString(buffer, length - 1);
            ShowCommandLine($"panel-shim\0run\0{path}");
            return path;
        }

        return null;
    }

    // So that ps shows the shim's container. The kernel shows the memory of the arguments, which the panel has made long enough.
    private static void ShowCommandLine(string line)
    {
        // proc_pid_stat(5): fields 48 and 49 are the beginning and end of the arguments. Field 3 follows the command's name.
        var fields = RawFile.ReadText("/proc/self/stat").Split(") ")[^1].Split(' ');
        var (begin, end) = (Address(fields[45]), Address(fields[46]));
        var arguments = new Span<byte>((void*)begin, (int)(end - begin));
        var bytes = Encoding.UTF8.GetBytes(line);
        if (bytes.Length >= arguments.Length)
            return;
        arguments.Clear();
        bytes.CopyTo(arguments);

        static nint Address(string field) => nint.Parse(field, System.Globalization.CultureInfo.InvariantCulture);
    }
}
