using System.Globalization;
using Panel.Engine.Contract;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Processes;

/// <summary>Reads one process from its files in /proc.</summary>
internal static class ProcessFiles
{
    // USER_HZ on every supported architecture.
    private const double TicksPerSecond = 100;

    /// <summary>The process; null when it has ended.</summary>
    public static ContainerProcess? Read(int pid, DateTimeOffset boot) =>
        KernelFile.Read($"/proc/{pid}/stat") is { Length: > 0 } stat && KernelFile.Read($"/proc/{pid}/status") is { } status
            ? Parse(pid, stat, EffectiveUser(status), KernelFile.Read($"/proc/{pid}/cmdline") ?? "", boot)
            : null;

    internal static ContainerProcess Parse(int pid, string stat, long user, string commandLine, DateTimeOffset boot)
    {
        // "pid (name) state ppid …": the name may contain anything, even parentheses, so the last one ends it. The numbers below are those
        // of proc_pid_stat(5) minus 3.
        var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
        var fields = stat[(close + 2)..].Split(' ');
        long Number(int field) => long.Parse(fields[field - 3], CultureInfo.InvariantCulture);

        return new()
        {
            Pid = pid,
            ParentPid = (int)Number(4),
            UserId = user,
            State = fields[0][0],
            Command = commandLine.Length > 0 ? commandLine.TrimEnd('\0').Replace('\0', ' ') : $"[{stat[(open + 1)..close]}]",
            Terminal = Terminal(Number(7)),
            CpuTime = TimeSpan.FromSeconds((Number(14) + Number(15)) / TicksPerSecond),
            StartedAt = boot.AddSeconds(Number(22) / TicksPerSecond),
            VirtualBytes = Number(23),
            ResidentBytes = Number(24) * Environment.SystemPageSize,
        };
    }

    // "Uid:\treal\teffective\tsaved\tfile system".
    private static long EffectiveUser(string status) =>
        status.Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t') is [_, _, var effective, ..]
            && long.TryParse(effective, out var id) ? id : 0;

    // proc_pid_stat(5): minor in bits 31 to 20 and 7 to 0, major in bits 15 to 8; majors 136 to 143 are pseudo-terminals, 256 each, 4 is
    // consoles and serial lines.
    private static string? Terminal(long device)
    {
        var (major, minor) = ((int)(device >> 8) & 0xFF, (int)((device & 0xFF) | ((device >> 12) & 0xFFF00)));
        return major switch
        {
            0 => null,
            >= 136 and <= 143 => $"pts/{((major - 136) * 256) + minor}",
            4 => minor < 64 ? $"tty{minor}" : $"ttyS{minor - 64}",
            _ => "?",
        };
    }
}
