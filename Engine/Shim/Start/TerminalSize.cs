using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

internal static unsafe class TerminalSize
{
    private const int SetWindowSize = 0x5414; // TIOCSWINSZ

    /// <summary>1 to 65535 each. Ignored for a terminal that is gone.</summary>
    public static void Set(int terminal, int rows, int columns)
    {
        var size = stackalloc ushort[4] { (ushort)rows, (ushort)columns, 0, 0 };
        _ = LibC.ioctl(terminal, SetWindowSize, size);
    }
}
