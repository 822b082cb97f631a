using System.Globalization;

namespace Panel.Engine.Native.Logs;

/// <summary>The end of a log at which another source continues.</summary>
/// <param name="Inode">Inode of the file that was current then; 0 for an empty log.</param>
/// <param name="Size">The number of its bytes before the position.</param>
internal readonly record struct LogPosition(ulong Inode, long Size)
{
    /// <summary>The end of a log without a writer.</summary>
    public static LogPosition EndOf(string path)
    {
        using var file = LogFile.TryOpen(path);
        return file is null ? default : new(file.Identity.Inode, file.Length);
    }

    /// <summary>Parses a shim's <c>inode size</c>; null for any other text.</summary>
    public static LogPosition? Parse(string text) =>
        text.Split(' ') is [var inode, var size]
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new(number, bytes) : null;
}
