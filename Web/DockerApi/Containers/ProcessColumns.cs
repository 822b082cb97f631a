using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Columns of ps(1), which Docker runs on the host; the panel reads the processes itself, and knows the usual forms.</summary>
internal static class ProcessColumns
{
    private static readonly Dictionary<string, ProcessColumn> ByName = new()
    {
        ["user"] = new("USER", User),
        ["uid"] = new("UID", (process, _) => $"{process.UserId}"),
        ["pid"] = new("PID", (process, _) => $"{process.Pid}"),
        ["ppid"] = new("PPID", (process, _) => $"{process.ParentPid}"),
        ["c"] = new("C", (process, view) => $"{(int)CpuPercent(process, view)}"),
        ["stime"] = new("STIME", Started),
        ["start"] = new("START", Started),
        ["tty"] = new("TTY", (process, _) => process.Terminal ?? "?"),
        ["time"] = new("TIME", (process, _) => $"{(int)process.CpuTime.TotalHours:00}:{process.CpuTime.Minutes:00}:{process.CpuTime.Seconds:00}"),
        ["cmd"] = new("CMD", (process, _) => process.Command),
        ["args"] = new("COMMAND", (process, _) => process.Command),
        ["command"] = new("COMMAND", (process, _) => process.Command),
        ["comm"] = new("COMMAND", (process, _) => Path.GetFileName(process.Command.Split(' ')[0])),
        ["stat"] = new("STAT", (process, _) => $"{process.State}"),
        ["rss"] = new("RSS", (process, _) => $"{process.ResidentBytes / 1024}"),
        ["vsz"] = new("VSZ", (process, _) => $"{process.VirtualBytes / 1024}"),
        ["%cpu"] = new("%CPU", (process, view) => CpuPercent(process, view).ToString("0.0", CultureInfo.InvariantCulture)),
        ["%mem"] = new("%MEM", (process, view) => (process.ResidentBytes * 100.0 / Math.Max(1, view.MemoryBytes)).ToString("0.0", CultureInfo.InvariantCulture)),
        ["etimes"] = new("ELAPSED", (process, view) => $"{(long)(view.Now - process.StartedAt).TotalSeconds}"),
    };

    /// <exception cref="ApiException">The form or a column is not known.</exception>
    public static List<ProcessColumn> Parse(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        // With -f the user's column is headed UID.
        ["-ef"] or ["-f"] or ["ef"] => [new("UID", User), .. Named("pid,ppid,c,stime,tty,time,cmd")],
        // With c the command's name stands for all of its line.
        ["c", "aux" or "au"] or ["auxc" or "caux"] => Named("user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,comm"),
        ["aux"] or ["-aux"] or ["au"] => Named("user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command"),
        ["-o" or "-eo" or "o" or "-Ao", var names] => Named(names),
        _ => throw ApiException.Bad($"The arguments '{arguments}' must be -ef, aux or -o with names of columns, such as -o pid,comm."),
    };

    private static List<ProcessColumn> Named(string names) => [.. names.Split(',').Select(name => ByName.GetValueOrDefault(name)
        ?? throw ApiException.Bad($"There is no column '{name}'; there are {string.Join(", ", ByName.Keys)}."))];

    private static string User(ContainerProcess process, ProcessView view) => LinuxAccounts.UserName((uint)process.UserId) ?? $"{process.UserId}";

    private static double CpuPercent(ContainerProcess process, ProcessView view) =>
        process.CpuTime.TotalSeconds * 100 / Math.Max(1, (view.Now - process.StartedAt).TotalSeconds);

    // The time of today, the day before that.
    private static string Started(ContainerProcess process, ProcessView view) =>
        process.StartedAt.ToString(view.Now - process.StartedAt < TimeSpan.FromDays(1) ? "HH:mm" : "MMMdd", CultureInfo.InvariantCulture);
}
