using Panel.Engine.Contract;

namespace Panel.Web.Features.Dashboard;

/// <summary>The machine's load in the last minute, with rates computed from totals.</summary>
public sealed class HostHistory
{
    /// <summary>Samples kept: a minute at one a second.</summary>
    public const int Capacity = 60;

    private readonly List<double>[] _series = [[], [], [], [], [], []];

    /// <summary>The newest sample; null before the first.</summary>
    public HostStats? Latest { get; private set; }

    /// <summary>CPU use in percent.</summary>
    public IReadOnlyList<double> Cpu => _series[0];

    /// <summary>Memory in bytes.</summary>
    public IReadOnlyList<double> Memory => _series[1];

    /// <summary>Bytes read from disks per second.</summary>
    public IReadOnlyList<double> DiskRead => _series[2];

    /// <summary>Bytes written to disks per second.</summary>
    public IReadOnlyList<double> DiskWritten => _series[3];

    /// <summary>Bytes received per second.</summary>
    public IReadOnlyList<double> Received => _series[4];

    /// <summary>Bytes sent per second.</summary>
    public IReadOnlyList<double> Sent => _series[5];

    /// <summary>Adds a sample.</summary>
    public void Add(HostStats sample)
    {
        Push(_series[0], sample.CpuPercent);
        Push(_series[1], sample.MemoryUsedBytes);
        if (Latest is { } last && (sample.Time - last.Time).TotalSeconds is var seconds and > 0)
        {
            Push(_series[2], (sample.DiskReadBytes - last.DiskReadBytes) / seconds);
            Push(_series[3], (sample.DiskWrittenBytes - last.DiskWrittenBytes) / seconds);
            Push(_series[4], (sample.NetworkReceivedBytes - last.NetworkReceivedBytes) / seconds);
            Push(_series[5], (sample.NetworkSentBytes - last.NetworkSentBytes) / seconds);
        }

        Latest = sample;
    }

    // A total that falls, because an interface disappeared, is not a negative rate.
    private static void Push(List<double> series, double value)
    {
        if (series.Count == Capacity)
        {
            series.RemoveAt(0);
        }

        series.Add(Math.Max(0, value));
    }
}
