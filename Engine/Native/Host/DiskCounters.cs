using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Host;

internal static class DiskCounters
{
    // Documentation/block/stat: the unit of these counters, whatever the disk's own sector size.
    private const long SectorBytes = 512;

    /// <summary>Used and total bytes of the directory's file system; zeros when it is gone.</summary>
    public static (long Used, long Total) Space(string directory)
    {
        try
        {
            var drive = new DriveInfo(directory);
            return (drive.TotalSize - drive.TotalFreeSpace, drive.TotalSize);
        }
        catch (IOException)
        {
            return (0, 0);
        }
    }

    /// <summary>Bytes read from and written to whole disks; a disk's counters include its partitions'.</summary>
    public static (long Read, long Written) Transferred() => Parse(KernelFile.Read("/proc/diskstats") ?? "", IsDisk);

    public static (long Read, long Written) Parse(string text, Func<string, bool> isDisk)
    {
        long read = 0, written = 0;
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10 || !isDisk(fields[2])) continue;
            read += (long.TryParse(fields[5], out var sectors) ? sectors : 0) * SectorBytes;
            written += (long.TryParse(fields[9], out sectors) ? sectors : 0) * SectorBytes;
        }
        return (read, written);
    }

    // Loop, device mapper, RAID and RAM devices use other devices and would count twice.
    private static bool IsDisk(string name) =>
        Directory.Exists($"/sys/block/{name}") && !name.StartsWith("loop", StringComparison.Ordinal) && !name.StartsWith("ram", StringComparison.Ordinal)
        && !name.StartsWith("dm-", StringComparison.Ordinal) && !name.StartsWith("md", StringComparison.Ordinal) && !name.StartsWith("zram", StringComparison.Ordinal);
}
