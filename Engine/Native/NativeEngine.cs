using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;

namespace Panel.Engine.Native;

/// <summary>The engine on this machine's kernel.</summary>
public sealed class NativeEngine : IContainerEngine
{
    private readonly EventBus _events = new();

    private NativeEngine()
    {
    }

    public IContainers Containers => throw new NotSupportedException("Containers are being built.");

    public IImages Images => throw new NotSupportedException("Images are being built.");

    public INetworks Networks => throw new NotSupportedException("Networks are being built.");

    public IVolumes Volumes => throw new NotSupportedException("Volumes are being built.");

    public IEngineEvents Events => _events;

    public IHostSystem System => throw new NotSupportedException("The host is being built.");

    /// <summary>Starts the engine and takes up the containers that run.</summary>
    public static Task<NativeEngine> StartAsync(EngineOptions options, ILoggerFactory loggers, CancellationToken cancellationToken = default)
    {
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new NativeEngine());
    }

    /// <summary>Lets go of the containers; they run on.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
