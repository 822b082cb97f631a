using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Kernel;

/// <summary>struct pollfd.</summary>
/// <param name="Descriptor">The descriptor.</param>
/// <param name="Events">The events that are waited for (poll(2)).</param>
/// <param name="Happened">The events that have come, errors among them.</param>
[StructLayout(LayoutKind.Sequential)]
public record struct Awaited(int Descriptor, short Events, short Happened = 0);

/// <summary>Waits for descriptors (poll(2)).</summary>
public static unsafe class Readiness
{
    /// <summary>POLLIN.</summary>
    public const short Readable = 1;

    /// <summary>POLLRDHUP: the other end of a stream socket sends nothing more.</summary>
    public const short HangUp = 0x2000;

    /// <summary>Waits until one of them is ready, or for so many milliseconds; a negative number waits for ever.</summary>
    /// <returns>How many are ready.</returns>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static int Wait(Span<Awaited> descriptors, int milliseconds)
    {
        // struct timespec. The kernel writes the rest of the time into it, so that an interrupted call continues.
        var time = stackalloc long[2] { milliseconds / 1000, milliseconds % 1000 * 1_000_000 };
        fixed (Awaited* entries = descriptors)
        {
            return (int)Syscall.Check(
                Syscall.Try(SyscallNumber.Ppoll, (nint)entries, descriptors.Length, milliseconds < 0 ? 0 : (nint)time), "poll");
        }
    }

    /// <summary>Whether the descriptor is ready now.</summary>
    public static bool Has(int descriptor, short events)
    {
        Span<Awaited> one = [new(descriptor, events)];
        return Wait(one, 0) > 0;
    }
}
