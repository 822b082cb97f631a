using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>Starts the engine and hands it out. The service container disposes it.</summary>
public sealed class EngineHost(EngineFactory factory, IServiceProvider services)
{
    private IContainerEngine? _engine;

    /// <summary>The started engine.</summary>
    public IContainerEngine Engine => _engine ?? throw new InvalidOperationException("The engine was asked for before it was started.");

    /// <summary>Whether there is one.</summary>
    public bool IsStarted => _engine is not null;

    /// <summary>Starts it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _engine = await factory(services, cancellationToken);

        // Resolved once, so that the container owns it and lets go of it at the end.
        services.GetRequiredService<IContainerEngine>();
    }
}
