using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>A process on the page.</summary>
/// <param name="Process">As the engine read it.</param>
/// <param name="CpuPercent">Percent of one CPU since the previous reading; null at the first.</param>
internal sealed record ProcessRow(ContainerProcess Process, double? CpuPercent);

/// <summary>Creates rows from consecutive readings.</summary>
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

    /// <summary>The user's number inside the container.</summary>
    public static string UserInside(ContainerProcess process, ContainerDetails container)
    {
        var id = process.UserId;
        if (container.UserNamespaceBase is { } first && id >= first && id < first + container.UserNamespaceSize) id -= first;
        return id == 0 ? "root" : id.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The word for a state letter of proc_pid_stat(5).</summary>
    public static string StateWord(char state) => state switch
    {
        'R' => "running",
        'S' or 'I' => "sleeping",
        'D' => "waiting",
        'Z' => "zombie",
        'T' or 't' => "stopped",
        _ => state.ToString(),
    };

    // The number may belong to another process by now.
    private double? Percent(ContainerProcess process, TimeSpan elapsed) =>
        _before.GetValueOrDefault(process.Pid) is { } before && before.StartedAt == process.StartedAt && elapsed > TimeSpan.Zero
            ? Math.Max(0, (process.CpuTime - before.CpuTime) / elapsed * 100)
            : null;
}
