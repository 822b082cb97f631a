using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>Whole-file reads and writes without FileStream: for kernel files (one write is one command) and for the small shim.</summary>
public static unsafe class RawFile
{
    public static int Open(string path, int flags, int mode = 0) =>
        (int)Syscall.Check(OpenAt2.Try(OpenFlags.WorkingDirectory, path, flags, mode, ResolveFlags.None), "open", path);

    public static void Close(int descriptor) => Syscall.Try(SyscallNumber.Close, descriptor);

    /// <summary>Writes the text in one write(2) to an existing file.</summary>
    public static void Write(string path, string text) => Syscall.Check(TryWrite(path, text), "write", path);

    /// <summary>0, or -errno of the open or the write.</summary>
    public static int TryWrite(string path, string text)
    {
        var descriptor = OpenAt2.Try(OpenFlags.WorkingDirectory, path, OpenFlags.WriteOnly, 0, ResolveFlags.None);
        if (descriptor < 0)
            return descriptor;
        var bytes = Syscall.Text(text);
        nint result;
        fixed (byte* data = bytes)
            result = Syscall.Try(SyscallNumber.Write, descriptor, (nint)data, bytes.Length - 1);
        Close(descriptor);
        return result < 0 ? (int)result : 0;
    }

    /// <summary>Writes everything or throws.</summary>
    public static void WriteAll(int descriptor, ReadOnlySpan<byte> data, string path)
    {
        while (!data.IsEmpty)
        {
            fixed (byte* start = data)
                data = data[(int)Syscall.Check(Syscall.Try(SyscallNumber.Write, descriptor, (nint)start, data.Length), "write", path)..];
        }
    }

    public static byte[] ReadAll(string path) =>
        ReadAndClose(Open(path, OpenFlags.ReadOnly), path);

    /// <summary>Reads up to the limit, then throws: a file in an image may be huge or a device.</summary>
    public static byte[] ReadAndClose(int descriptor, string path, int limit = int.MaxValue)
    {
        try
        {
            // Most files are short: those are read into the stack, so that only the result is on the heap.
            const int shortFile = 8192;
            var first = stackalloc byte[shortFile];
            var length = Fill(descriptor, first, shortFile, path);
            var whole = new Span<byte>(first, length).ToArray();
            while (length == whole.Length && length >= shortFile)
            {
                if (length > limit)
                    throw new KernelException("read", $"{path} (larger than {limit} bytes)", 27);
                Array.Resize(ref whole, length * 2);
                fixed (byte* start = whole)
                    length += Fill(descriptor, start + length, whole.Length - length, path);
            }

            if (length > limit)
                throw new KernelException("read", $"{path} (larger than {limit} bytes)", 27);
            return length == whole.Length ? whole : whole[..length];
        }
        finally
        {
            Close(descriptor);
        }
    }

    // As much as there is, up to the size.
    private static int Fill(int descriptor, byte* buffer, int size, string path)
    {
        var length = 0;
        while (length < size)
        {
            var count = (int)Syscall.Check(Syscall.Try(SyscallNumber.Read, descriptor, (nint)(buffer + length), size - length), "read", path);
            if (count == 0)
                break;
            length += count;
        }

        return length;
    }

    public static string ReadText(string path) => System.Text.Encoding.UTF8.GetString(ReadAll(path));

    public static bool Exists(string path)
    {
        fixed (byte* text = Syscall.Text(path))
            return Syscall.Try(SyscallNumber.FaccessAt, OpenFlags.WorkingDirectory, (nint)text) == 0;
    }

    /// <summary>Replaces the file in one step, whatever becomes of this process; a power cut may leave a torn one until <see cref="Sync"/>.</summary>
    /// <returns>The file and its directory, open.</returns>
    public static (int File, int Directory) Replace(string path, ReadOnlySpan<byte> data, int mode)
    {
        var temporary = path + ".tmp";
        var file = Open(temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate, mode);
        WriteAll(file, data, temporary);
        var directory = Open(Path.GetDirectoryName(path) ?? "/", OpenFlags.ReadOnly | OpenFlags.Directory);
        fixed (byte* from = Syscall.Text(temporary), to = Syscall.Text(path))
        {
            Syscall.Check(Syscall.Try(SyscallNumber.RenameAt2, OpenFlags.WorkingDirectory, (nint)from, OpenFlags.WorkingDirectory, (nint)to), "rename", path);
        }

        return (file, directory);
    }

    /// <summary>Waits until what was replaced survives a power cut, and closes it.</summary>
    public static void Sync((int File, int Directory) replaced)
    {
        foreach (var descriptor in new[] { replaced.File, replaced.Directory })
        {
            Syscall.Check(Syscall.Try(SyscallNumber.Fsync, descriptor), "fsync", "");
            Close(descriptor);
        }
    }

    /// <summary>Removes the file; a missing file is not an error.</summary>
    public static void Unlink(string path)
    {
        fixed (byte* text = Syscall.Text(path))
        {
            var result = Syscall.Try(SyscallNumber.UnlinkAt, OpenFlags.WorkingDirectory, (nint)text);
            if (result != -Errno.ENOENT)
                Syscall.Check(result, "unlink", path);
        }
    }
}
