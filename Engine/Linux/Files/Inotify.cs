using System.Buffers.Binary;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Files;

/// <summary>What inotify(7) reports of a directory.</summary>
[Flags]
public enum DirectoryChanges : uint
{
    None = 0,
    Modified = 0x2,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Created = 0x100,
    Deleted = 0x200,

    /// <summary>The directory itself was removed.</summary>
    SelfDeleted = 0x400,
}

/// <summary>One inotify instance. One thread reads; any thread may add and remove watches.</summary>
public sealed unsafe class Inotify : IDisposable
{
    /// <summary>The watch of an event that says that others were lost.</summary>
    public const int Overflow = -1;

    private const uint OnlyDirectory = 0x1000000;
    private const int HeaderBytes = 16; // struct inotify_event, without its name
    private const int LengthOffset = 12;

    private readonly byte[] _buffer = new byte[16384];

    private Inotify(int descriptor) => Descriptor = descriptor;

    /// <summary>Readable when something has changed.</summary>
    public int Descriptor { get; }

    /// <summary>A new instance; null, with the error, when the user has too many.</summary>
    public static Inotify? TryCreate(out int errno)
    {
        var descriptor = (int)Syscall.Try(SyscallNumber.InotifyInit1, OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        errno = descriptor < 0 ? -descriptor : 0;
        return descriptor < 0 ? null : new Inotify(descriptor);
    }

    /// <summary>Watches a directory, which may be watched already; its watch, or -errno.</summary>
    public int Add(string directory, DirectoryChanges changes)
    {
        fixed (byte* path = Syscall.Text(directory))
            return (int)Syscall.Try(SyscallNumber.InotifyAddWatch, Descriptor, (nint)path, (nint)((uint)changes | OnlyDirectory));
    }

    /// <summary>Ends a watch; one that ended with its directory is not an error.</summary>
    public void Remove(int watch) => _ = Syscall.Try(SyscallNumber.InotifyRmWatch, Descriptor, watch);

    /// <summary>The watches of the events that have come, one for each event; empty when there are no more. Never waits.</summary>
    public IReadOnlyList<int> Read()
    {
        int length;
        fixed (byte* data = _buffer) length = (int)Syscall.Try(SyscallNumber.Read, Descriptor, (nint)data, _buffer.Length);
        List<int> watches = [];
        for (var at = 0; at + HeaderBytes <= length; at += HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at + LengthOffset)))
            watches.Add(BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at)));
        return watches;
    }

    /// <inheritdoc/>
    public void Dispose() => RawFile.Close(Descriptor);
}
