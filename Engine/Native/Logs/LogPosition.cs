using System.Globalization;

namespace Panel.Engine.Native.Logs;

/// <summary>Where a log ends for somebody who reads on elsewhere.</summary>
/// <param name="Inode">Inode of the file that was the live one then; 0 for a log that had none.</param>
/// <param name="Size">Bytes of it that count.</param>
internal readonly record struct LogPosition(ulong Inode, long Size)
{
    /// <summary>The end of a log that nobody writes to.</summary>
    public static LogPosition EndOf(string path)
    {
        using var file = LogFile.TryOpen(path);
        return file is null ? default : new(file.Identity.Inode, file.Length);
    }

    /// <summary>Reads a shim's <c>inode size</c>; null when it is something else.</summary>
    public static LogPosition? Parse(string text) =>
        text.Split(' ') is [var inode, var size]
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new(number, bytes) : null;
}
