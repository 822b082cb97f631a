using System.Diagnostics;

namespace Panel.Tests.Shared;

/// <summary>The machine's processes, from /proc.</summary>
public static class ProcessTable
{
    /// <summary>A process and its command line.</summary>
    public sealed record Entry(int Id, IReadOnlyList<string> Arguments);

    /// <summary>All of them; those that end meanwhile are left out.</summary>
    public static IEnumerable<Entry> Read()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var id)) continue;
            if (ReadText($"{directory}/cmdline") is not { Length: > 0 } line) continue;
            yield return new Entry(id, line.TrimEnd('\0').Split('\0'));
        }
    }

    /// <summary>Resident memory in bytes; 0 when it has ended.</summary>
    public static long ResidentBytes(int id) => ReadText($"/proc/{id}/statm") is { Length: > 0 } text
        ? long.Parse(text.Split(' ')[1]) * Environment.SystemPageSize
        : 0;

    /// <summary>The most resident memory in bytes since the process began or <see cref="ResetPeak"/>; 0 when it has ended.</summary>
    public static long PeakBytes(int id) => ReadText($"/proc/{id}/status") is { Length: > 0 } text && text.Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } peak
        ? long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024
        : 0;

    /// <summary>Lets the peak begin anew (proc(5), clear_refs).</summary>
    public static void ResetPeak(int id) => File.WriteAllText($"/proc/{id}/clear_refs", "5");

    /// <summary>Memory in bytes that no other process shares; 0 when it has ended.</summary>
    public static long PrivateBytes(int id) => ReadText($"/proc/{id}/smaps_rollup") is { Length: > 0 } text
        ? text.Split('\n').Where(line => line.StartsWith("Private_", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024)
        : 0;

    /// <summary>Memory in bytes in which a page that several processes share counts for each by its part (PSS, proc(5)); 0 when it has ended.</summary>
    public static long ProportionalBytes(int id) => ReadText($"/proc/{id}/smaps_rollup") is { Length: > 0 } text
        ? text.Split('\n').Where(line => line.StartsWith("Pss:", StringComparison.Ordinal)).Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024)
        : 0;

    /// <summary>The process that started one, such as the shim of a container's first process.</summary>
    public static int ParentOf(int id) => int.Parse(File.ReadLines($"/proc/{id}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1]);

    /// <summary>Kills those that match and waits until they are gone.</summary>
    public static async Task KillAsync(Func<Entry, bool> match)
    {
        foreach (var entry in Read().Where(match).ToList()) await KillAsync(entry.Id);
    }

    /// <summary>Kills one (SIGKILL) and waits until it has ended, whether or not somebody has reaped it.</summary>
    public static async Task KillAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            return; // It ended by itself.
        }

        await Poll.UntilAsync(() => Task.FromResult(!IsAlive(id)), $"process {id} has ended");
    }

    /// <summary>True while it runs; a zombie does not.</summary>
    public static bool IsAlive(int id) => ReadText($"/proc/{id}/stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
