using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>A process on the page.</summary>
/// <param name="Process">As the engine read it.</param>
/// <param name="CpuPercent">Of one CPU since the reading before; null at the first.</param>
internal sealed record ProcessRow(ContainerProcess Process, double? CpuPercent);

/// <summary>Rows from one reading after the other.</summary>
internal sealed class ProcessRows
{
    private Dictionary<int, ContainerProcess> _before = [];
    private DateTimeOffset _at;

    public IReadOnlyList<ProcessRow> Next(IReadOnlyList<ContainerProcess> processes, DateTimeOffset now)
    {
        var elapsed = now - _at;
        List<ProcessRow> rows = [.. processes.Select(process => new ProcessRow(process, Percent(process, elapsed)))];
        _before = processes.ToDictionary(process => process.Pid);
        _at = now;
        return rows;
    }

    /// <summary>The user as the container numbers it.</summary>
    public static string UserInside(ContainerProcess process, ContainerDetails container)
    {
        var id = process.UserId;
        if (container.UserNamespaceBase is { } first && id >= first && id < first + container.UserNamespaceSize) id -= first;
        return id == 0 ? "root" : id.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>proc_pid_stat(5)'s letter as a word.</summary>
    public static string StateWord(char state) => state switch
    {
        'R' => "running",
        'S' or 'I' => "sleeping",
        'D' => "waiting",
        'Z' => "zombie",
        'T' or 't' => "stopped",
        _ => state.ToString(),
    };

    // The same number may be another process by now.
    private double? Percent(ContainerProcess process, TimeSpan elapsed) =>
        _before.GetValueOrDefault(process.Pid) is { } before && before.StartedAt == process.StartedAt && elapsed > TimeSpan.Zero
            ? Math.Max(0, (process.CpuTime - before.CpuTime) / elapsed * 100)
            : null;
}
