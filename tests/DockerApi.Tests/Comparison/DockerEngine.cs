using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Comparison;

/// <summary>A Docker Engine with the panel's busybox; started for the first test that needs it.</summary>
public sealed class DockerEngine : IAsyncDisposable
{
    private DockerDaemon? _daemon;
    private ApiClient? _api;

    /// <summary>Whether a test has needed it.</summary>
    public bool IsRunning => _api is not null;

    /// <summary>Its process, once it has started; its network namespace is its own.</summary>
    public int ProcessId => _daemon!.ProcessId;

    /// <summary>Path of its socket, once it has started.</summary>
    public string SocketPath => _daemon!.SocketPath;

    /// <summary>For <c>DOCKER_HOST</c>, once it has started.</summary>
    public string DockerHost => _daemon!.DockerHost;

    /// <summary>Its API; if it cannot run, the test is skipped with the reason.</summary>
    public async Task<ApiClient> StartedAsync(ApiPanel panel)
    {
        _daemon ??= await DockerDaemon.StartAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(_daemon.Fault is not null, _daemon.Fault ?? "");
        if (_api is not null) return _api;
        _api = new ApiClient(_daemon.SocketPath);
        await panel.ImportBusyboxAsync(_api);
        return _api;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_daemon is not null) await _daemon.DisposeAsync();
    }
}
