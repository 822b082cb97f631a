using System.Runtime.InteropServices;
using System.Text;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Extended attributes (xattr(7)), of a symlink its own.</summary>
public static unsafe partial class FileCalls
{
    private const int MostAttributeBytes = 65536; // XATTR_SIZE_MAX and XATTR_LIST_MAX

    /// <summary>Sets an attribute of an open file.</summary>
    public static int SetAttribute(SafeHandle file, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* text = RawName.Bytes(attribute), data = value)
            return (int)Syscall.Try(SyscallNumber.FsetXattr, Descriptor(file), (nint)text, (nint)data, value.Length);
    }

    /// <summary>Sets an attribute of an entry.</summary>
    public static int SetAttribute(SafeHandle directory, string name, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* path = Entry(directory, name), text = RawName.Bytes(attribute), data = value)
            return (int)Syscall.Try(SyscallNumber.LsetXattr, (nint)path, (nint)text, (nint)data, value.Length);
    }

    /// <summary>Removes an attribute of an entry.</summary>
    public static int RemoveAttribute(SafeHandle directory, string name, string attribute)
    {
        fixed (byte* path = Entry(directory, name), text = RawName.Bytes(attribute))
            return (int)Syscall.Try(SyscallNumber.LremoveXattr, (nint)path, (nint)text);
    }

    /// <summary>The value, or null when there is none or it cannot be read.</summary>
    public static byte[]? GetAttribute(SafeHandle directory, string name, string attribute)
    {
        fixed (byte* path = Entry(directory, name), text = RawName.Bytes(attribute))
        {
            if (Syscall.Try(SyscallNumber.LgetXattr, (nint)path, (nint)text) < 0) return null;
            var buffer = new byte[MostAttributeBytes];
            fixed (byte* data = buffer)
            {
                var length = (int)Syscall.Try(SyscallNumber.LgetXattr, (nint)path, (nint)text, (nint)data, buffer.Length);
                return length < 0 ? null : buffer[..length];
            }
        }
    }

    /// <summary>Names of the attributes; empty when there are none or they cannot be read.</summary>
    public static string[] ListAttributes(SafeHandle directory, string name)
    {
        fixed (byte* path = Entry(directory, name))
        {
            // Most files have none.
            if (Syscall.Try(SyscallNumber.LlistXattr, (nint)path) <= 0) return [];
            var buffer = new byte[MostAttributeBytes];
            fixed (byte* data = buffer)
            {
                var length = (int)Syscall.Try(SyscallNumber.LlistXattr, (nint)path, (nint)data, buffer.Length);
                return length <= 0 ? [] : Encoding.Latin1.GetString(buffer, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    // There is no call with a directory and a name.
    private static byte[] Entry(SafeHandle directory, string name) => RawName.Bytes($"/proc/self/fd/{Descriptor(directory)}/{name}");
}
