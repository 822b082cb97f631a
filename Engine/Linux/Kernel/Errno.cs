namespace Panel.Engine.Linux.Kernel;

/// <summary>The error numbers that the engine distinguishes, and their texts (the same on x86_64 and aarch64).</summary>
public static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int ENOEXEC = 8;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENODEV = 19;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int EPIPE = 32;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int EOPNOTSUPP = 95;
    public const int EADDRINUSE = 98;
    public const int EDQUOT = 122;

    /// <summary>The text of strerror(3), followed by the name: <c>No such file or directory (ENOENT)</c>.</summary>
    public static string Describe(int errno) => errno switch
    {
        EPERM => "Operation not permitted (EPERM)",
        ENOENT => "No such file or directory (ENOENT)",
        ESRCH => "No such process (ESRCH)",
        EIO => "Input/output error (EIO)",
        7 => "Argument list too long (E2BIG)",
        ENOEXEC => "Exec format error (ENOEXEC)",
        EAGAIN => "Resource temporarily unavailable (EAGAIN)",
        ENOMEM => "Cannot allocate memory (ENOMEM)",
        EACCES => "Permission denied (EACCES)",
        EBUSY => "Device or resource busy (EBUSY)",
        EEXIST => "File exists (EEXIST)",
        EXDEV => "Invalid cross-device link (EXDEV)",
        ENODEV => "No such device (ENODEV)",
        ENOTDIR => "Not a directory (ENOTDIR)",
        EISDIR => "Is a directory (EISDIR)",
        EINVAL => "Invalid argument (EINVAL)",
        EMFILE => "Too many open files (EMFILE)",
        26 => "Text file busy (ETXTBSY)",
        ENOSPC => "No space left on device (ENOSPC)",
        EROFS => "Read-only file system (EROFS)",
        EPIPE => "Broken pipe (EPIPE)",
        ENAMETOOLONG => "File name too long (ENAMETOOLONG)",
        ENOSYS => "Function not implemented (ENOSYS)",
        ENOTEMPTY => "Directory not empty (ENOTEMPTY)",
        ELOOP => "Too many levels of symbolic links (ELOOP)",
        EOPNOTSUPP => "Operation not supported (EOPNOTSUPP)",
        EADDRINUSE => "Address already in use (EADDRINUSE)",
        ENFILE => "Too many open files in system (ENFILE)",
        31 => "Too many links (EMLINK)",
        27 => "File too large (EFBIG)",
        34 => "Numerical result out of range (ERANGE)",
        61 => "No data available (ENODATA)",
        75 => "Value too large for defined data type (EOVERFLOW)",
        101 => "Network is unreachable (ENETUNREACH)",
        104 => "Connection reset by peer (ECONNRESET)",
        105 => "No buffer space available (ENOBUFS)",
        110 => "Connection timed out (ETIMEDOUT)",
        111 => "Connection refused (ECONNREFUSED)",
        113 => "No route to host (EHOSTUNREACH)",
        116 => "Stale file handle (ESTALE)",
        EDQUOT => "Disk quota exceeded (EDQUOT)",
        99 => "Cannot assign requested address (EADDRNOTAVAIL)",
        _ => $"errno {errno}",
    };
}
