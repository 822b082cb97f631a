using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>Starts the engine, provides it, and disposes it at the end.</summary>
public sealed class EngineHost(EngineFactory factory, IServiceProvider services) : IAsyncDisposable
{
    private IContainerEngine? _engine;

    /// <summary>The started engine.</summary>
    public IContainerEngine Engine => _engine ?? throw new InvalidOperationException("The engine was requested before it started.");

    /// <summary>Whether the engine has started.</summary>
    public bool IsStarted => _engine is not null;

    /// <summary>Starts the engine.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => _engine = await factory(services, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;
}
