namespace Panel.Engine.Linux.Kernel;

/// <summary>Whether the other end of a stream socket has closed it.</summary>
public static class HangUp
{
    /// <summary>True once the other end sends nothing more, also while what it sent before has not been read yet (poll(2), POLLRDHUP).</summary>
    public static unsafe bool Has(int socket)
    {
        const long hangUp = 0x2000;
        // struct pollfd: the descriptor, then in 16 bits each what is wanted and what has come.
        var entry = (hangUp << 32) | (uint)socket;
        long* atOnce = stackalloc long[2] { 0, 0 };
        return Syscall.Check(Syscall.Try(SyscallNumber.Ppoll, (nint)(&entry), 1, (nint)atOnce), "ppoll") > 0;
    }
}
