using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

public sealed class FakeHost : IHostSystem
{
    private readonly Channel<HostStats> _samples = Channel.CreateUnbounded<HostStats>();

    public Task<HostInfo> GetInfoAsync(CancellationToken cancellationToken = default) => Task.FromResult(Info);

    public HostInfo Info { get; } = new()
    {
        Name = "host-one",
        OperatingSystem = "Debian GNU/Linux 12",
        KernelVersion = "6.1.0",
        Architecture = "amd64",
        Cpus = 4,
        MemoryBytes = 8L << 30,
        CgroupVersion = 2,
        DataRoot = "/var/lib/panel",
        EngineVersion = "0.1.0",
    };

    public void Sample(HostStats sample) => _samples.Writer.TryWrite(sample);

    public Task<HostStats> GetStatsAsync(CancellationToken cancellationToken = default) => Task.FromResult(Now);

    /// <summary>What one look tells.</summary>
    public HostStats Now { get; set; } = new() { Time = Fakes.Sample.Now };

    public IAsyncEnumerable<HostStats> StreamStatsAsync(CancellationToken cancellationToken = default) => _samples.Reader.ReadAllAsync(cancellationToken);
}
