using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Shim.Start;

/// <summary>The container's end of its terminal, kept open by the shim as well.</summary>
internal static class TerminalPeer
{
    private const int GetPeer = 0x5441; // TIOCGPTPEER

    /// <summary>
    /// Until the shim ends. A program such as systemd closes its terminal and opens /dev/console again for each line; with nobody at that end meanwhile, the
    /// master would read EIO, as at the end, and the next open would fail.
    /// </summary>
    public static void Hold(int terminal) => Syscall.Check(
        Syscall.Try(SyscallNumber.Ioctl, terminal, GetPeer, OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec), "TIOCGPTPEER", "the terminal");
}
