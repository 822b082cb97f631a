using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <summary>The containers as one actor may see and change them.</summary>
/// <param name="inner">The engine's containers.</param>
/// <param name="door">Asks and records.</param>
/// <param name="resources">What a container lets its user do to the host.</param>
internal sealed partial class GuardedContainers(IContainers inner, EngineDoor door, ContainerResources resources) : IContainers
{
    /// <summary>Creates a container that records its creator: if it gets the Docker API's socket, it acts in the creator's name.</summary>
    public Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        // What the policy judges is what is created.
        var made = resources.Free(spec);
        var resource = new Resource(spec.Name ?? spec.Image)
        {
            Reaches = async token => await resources.ReachesAsync(made = await resources.HoldAsync(spec, token), token),
        };
        return door.ChangeAsync(
            ContainerRights.Create, resource, (actor, token) => inner.CreateAsync(made with { Creator = actor.AsCreator() }, token), cancellationToken, $"image {spec.Image}");
    }

    public Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken = default) =>
        ChangeAsync(ContainerRights.Start, idOrName, inner.StartAsync, cancellationToken);

    public Task StopAllAsync(CancellationToken cancellationToken = default) =>
        door.ChangeAsync(ContainerRights.StopAll, "all containers", inner.StopAllAsync, cancellationToken);

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ContainerRights.Stop, idOrName, (id, token) => inner.StopAsync(id, timeout, token), cancellationToken);

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) =>
        ChangeAsync(ContainerRights.Stop, idOrName, (id, token) => inner.StopAsync(id, timeout, signal, token), cancellationToken, $"signal {signal}");

    public Task RestartAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ContainerRights.Restart, idOrName, (id, token) => inner.RestartAsync(id, timeout, token), cancellationToken);

    public Task RestartAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) =>
        ChangeAsync(ContainerRights.Restart, idOrName, (id, token) => inner.RestartAsync(id, timeout, signal, token), cancellationToken, $"signal {signal}");

    public Task KillAsync(string idOrName, string? signal = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ContainerRights.Kill, idOrName, (id, token) => inner.KillAsync(id, signal, token), cancellationToken, signal is null ? null : $"signal {signal}");

    public Task PauseAsync(string idOrName, CancellationToken cancellationToken = default) => ChangeAsync(ContainerRights.Pause, idOrName, inner.PauseAsync, cancellationToken);

    public Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default) => ChangeAsync(ContainerRights.Unpause, idOrName, inner.UnpauseAsync, cancellationToken);

    public async Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default)
    {
        var before = await FindAsync(idOrName, cancellationToken);
        return await ChangeAsync(
            ContainerRights.Update, idOrName, (id, token) => inner.UpdateAsync(id, update, token), cancellationToken, before is null ? null : UpdateText.Of(before.Spec, update));
    }

    public Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default) =>
        ChangeAsync(ContainerRights.Rename, idOrName, (id, token) => inner.RenameAsync(id, newName, token), cancellationToken, $"to {newName}");

    public Task RemoveAsync(string idOrName, bool force = false, bool removeVolumes = false, CancellationToken cancellationToken = default) => ChangeAsync(
        ContainerRights.Remove, idOrName, (id, token) => inner.RemoveAsync(id, force, removeVolumes, token), cancellationToken, removeVolumes ? "with its anonymous volumes" : null);

    public Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default) => ChangeAsync(
        ContainerRights.Commit, idOrName, (id, token) => inner.CommitAsync(id, commit, token), cancellationToken, commit.RepositoryTag is null ? null : $"image {commit.RepositoryTag}");

    // The name is the container's, not the caller's word for it; and what is judged by that name is changed by its id.
    private async Task<T> ChangeAsync<T>(Operation operation, string idOrName, Func<string, CancellationToken, Task<T>> change, CancellationToken cancellationToken, string? details = null)
    {
        var summary = (await FindAsync(idOrName, cancellationToken))?.Summary;
        return await door.ChangeAsync(operation, summary?.Name ?? idOrName, token => change(summary?.Id ?? idOrName, token), cancellationToken, details);
    }

    private Task<object?> ChangeAsync(Operation operation, string idOrName, Func<string, CancellationToken, Task> change, CancellationToken cancellationToken, string? details = null) =>
        ChangeAsync<object?>(operation, idOrName, async (id, token) =>
        {
            await change(id, token);
            return null;
        }, cancellationToken, details);

    // Null where there is none: the engine then says so itself, and the history has the attempt.
    private async Task<ContainerDetails?> FindAsync(string idOrName, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.InspectAsync(idOrName, cancellationToken);
        }
        catch (EngineException error) when (error is ObjectNotFoundException or InvalidInputException)
        {
            return null;
        }
    }
}
