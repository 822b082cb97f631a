using Panel.Engine.Contract;

namespace Panel.Engine.Native.Host;

/// <summary>The machine, from /proc and statvfs.</summary>
public sealed class HostSystem(EnginePaths paths) : IHostSystem
{
    public HostInfo Info => throw new NotSupportedException($"{paths}");

    public Task<HostStats> GetStatsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<HostStats> StreamStatsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
