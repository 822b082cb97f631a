using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>The size of a terminal.</summary>
internal static class TerminalSize
{
    /// <exception cref="InvalidInputException">No terminal has this size.</exception>
    public static void Check(int rows, int columns)
    {
        if (rows is < 1 or > ushort.MaxValue || columns is < 1 or > ushort.MaxValue)
            throw new InvalidInputException($"A terminal has 1 to {ushort.MaxValue} rows and columns, not {rows} and {columns}.", "Rows");
    }
}
