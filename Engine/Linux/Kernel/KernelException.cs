namespace Panel.Engine.Linux.Kernel;

/// <summary>The kernel refused a call: the operation, its input and errno.</summary>
public sealed class KernelException : IOException
{
    public KernelException(string operation, string path, int errno)
        : base(path.Length == 0 ? $"{operation}: {Linux.Kernel.Errno.Describe(errno)}" : $"{operation} {path}: {Linux.Kernel.Errno.Describe(errno)}")
    {
        Operation = operation;
        Path = path;
        Errno = errno;
    }

    public string Operation { get; }

    /// <summary>The path or other input; may be empty.</summary>
    public string Path { get; }

    public int Errno { get; }
}
