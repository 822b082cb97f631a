using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>A step of the start failed.</summary>
internal sealed class StartFailure(string step, int errno, string path, string message, int? exitCode = null) : Exception(message)
{
    public string Step { get; } = step;

    public int Errno { get; } = errno;

    public string Path { get; } = path;

    public int? ExitCode { get; } = exitCode;

    /// <summary>Converts the child's report.</summary>
    public static StartFailure Of((string Step, string Operation, string Path) origin, int errno)
    {
        var (step, operation, path) = origin;
        if (step == ShimSteps.Execute && operation == "exec")
        {
            var code = errno is Linux.Kernel.Errno.ENOENT or Linux.Kernel.Errno.ENOTDIR ? 127 : 126;
            return new StartFailure(step, errno, path, $"exec {path}: {Reason(errno)}", code);
        }

        var message = errno == Linux.Kernel.Errno.ELOOP && path is "proc" or "sys" or "dev"
            ? $"the image's /{path} is a symbolic link: it must be a directory"
            : $"{operation} {path}: {Linux.Kernel.Errno.Describe(errno)}";
        return new StartFailure(step, errno, path, message);
    }

    // Docker's command line derives its exit code from these words.
    private static string Reason(int errno) => errno switch
    {
        Linux.Kernel.Errno.ENOENT or Linux.Kernel.Errno.ENOTDIR => "no such file or directory",
        Linux.Kernel.Errno.EACCES => "permission denied",
        _ => Linux.Kernel.Errno.Describe(errno),
    };
}
