using Panel.Engine.Contract;
using Panel.Web.Door;
using Panel.Web.Door.Guarded;
using Panel.Web.Operations;

namespace Panel.Web.Features.Containers;

/// <summary>Creates containers that are to run, and leaves nothing of those that do not.</summary>
public sealed class ContainerLaunch(IContainerEngine engine, SystemEngine system, OperationGate gate)
{
    // Removing takes milliseconds; a full or slow disk may hold it up.
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(30);

    /// <summary>Creates a container and starts it; when the start fails, nothing of it remains.</summary>
    public async Task<ContainerCreated> RunAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        var created = await engine.Containers.CreateAsync(spec, cancellationToken);
        try
        {
            await engine.Containers.StartAsync(created.Id, cancellationToken);
            return created;
        }
        catch
        {
            // It never ran, so nothing is lost; the form still has the input. Not cancellable, or the container would stay.
            await DiscardAsync(created, withVolumes: true);
            throw;
        }
    }

    /// <summary>Removes a container that did not start, and waits until its name is free. The engine removes one with <see cref="ContainerSpec.AutoRemove"/> itself.</summary>
    /// <exception cref="EngineException">It is still there.</exception>
    public Task DiscardAsync(ContainerCreated created, bool withVolumes) =>
        gate.RunAsync(ContainerRights.Remove, created.Name, token => RemoveAsync(created.Id, withVolumes, token), CancellationToken.None, "it did not start");

    // Behind the door: that the engine was faster is a success, and the history has one removal.
    private async Task RemoveAsync(string id, bool withVolumes, CancellationToken cancellationToken)
    {
        try
        {
            await system.Engine.Containers.RemoveAsync(id, force: true, withVolumes, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            // The engine was faster.
        }
        catch (ConflictException)
        {
            // The engine is at it. Until it is done, the container's name is taken.
            await AwaitRemovalAsync(id);
        }
    }

    private async Task AwaitRemovalAsync(string id)
    {
        using var limit = new CancellationTokenSource(RemovalLimit);
        try
        {
            await system.Engine.Containers.WaitAsync(id, WaitCondition.Removed, limit.Token);
        }
        catch (ObjectNotFoundException)
        {
            // It went in between.
        }
        catch (OperationCanceledException)
        {
            throw new ConflictException($"The removal of the container {id[..12]} is still in progress after {RemovalLimit.TotalSeconds} s.");
        }
    }
}
