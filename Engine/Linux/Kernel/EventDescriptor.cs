using Panel.Engine.Linux.Files;

namespace Panel.Engine.Linux.Kernel;

/// <summary>A flag that wakes a thread which waits for descriptors (eventfd(2)). Any thread may set it.</summary>
public sealed unsafe class EventDescriptor : IDisposable
{
    private EventDescriptor(int descriptor) => Descriptor = descriptor;

    /// <summary>Readable from <see cref="Set"/> on.</summary>
    public int Descriptor { get; }

    /// <summary>A new one, not set; null, with the error, when there are no descriptors left.</summary>
    public static EventDescriptor? TryCreate(out int errno)
    {
        var descriptor = (int)Syscall.Try(SyscallNumber.EventFd2, 0, OpenFlags.CloseOnExec | OpenFlags.NonBlocking);
        errno = descriptor < 0 ? -descriptor : 0;
        return descriptor < 0 ? null : new EventDescriptor(descriptor);
    }

    /// <summary>Sets the flag, which stays set.</summary>
    public void Set()
    {
        var one = 1L;
        _ = Syscall.Try(SyscallNumber.Write, Descriptor, (nint)(&one), sizeof(long));
    }

    /// <inheritdoc/>
    public void Dispose() => RawFile.Close(Descriptor);
}
