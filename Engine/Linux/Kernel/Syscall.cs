using System.Runtime.InteropServices;
using System.Text;

namespace Panel.Engine.Linux.Kernel;

/// <summary>Raw system calls, for those without a wrapper in glibc (and so in Tmds.LibC). Results follow the kernel: negative values are
/// -errno. Interrupted calls are repeated.</summary>
public static unsafe partial class Syscall
{
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Raw(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>The result, or -errno.</summary>
    public static nint Try(int number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        while (true)
        {
            var result = Raw(number, a, b, c, d, e, f);
            if (result != -1)
                return result;
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
                return -errno;
        }
    }

    /// <summary>Returns the result; throws <see cref="KernelException"/> with the given operation and path on an error.</summary>
    public static nint Check(nint result, string operation, string path = "") =>
        result >= 0 ? result : throw new KernelException(operation, path, (int)-result);

    /// <summary>A string in the kernel's form: UTF-8 with a final zero.</summary>
    public static byte[] Text(string value)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(value) + 1];
        Encoding.UTF8.GetBytes(value, bytes);
        return bytes;
    }
}
