using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Containers;

/// <summary>Every change that pages make to containers.</summary>
public sealed class ContainerOperations(OperationGate gate, IContainerEngine engine)
{
    private static readonly Operation Create = new("container.create", PanelRole.Operator);
    private static readonly Operation Start = new("container.start", PanelRole.Operator);
    private static readonly Operation Stop = new("container.stop", PanelRole.Operator);
    private static readonly Operation Restart = new("container.restart", PanelRole.Operator);
    private static readonly Operation Kill = new("container.kill", PanelRole.Operator);
    private static readonly Operation Rename = new("container.rename", PanelRole.Operator);
    private static readonly Operation Remove = new("container.remove", PanelRole.Operator);

    /// <summary>Creates a container.</summary>
    public Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Create, spec.Name ?? spec.Image, token => engine.Containers.CreateAsync(spec, token), cancellationToken, $"image {spec.Image}");

    /// <summary>Creates a container and starts it; when it does not start, nothing of it is left.</summary>
    public async Task<ContainerCreated> RunAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        var created = await CreateAsync(spec, cancellationToken);
        try
        {
            await gate.RunAsync(Start, created.Name, token => engine.Containers.StartAsync(created.Id, token), cancellationToken);
            return created;
        }
        catch
        {
            // It never ran, so nothing is lost; the form still holds what was asked for. Not cancellable, or it would stay.
            await gate.RunAsync(
                Remove, created.Name, token => engine.Containers.RemoveAsync(created.Id, force: true, removeVolumes: true, token), CancellationToken.None, "it did not start");
            throw;
        }
    }

    /// <summary>Starts a container.</summary>
    public Task StartAsync(ContainerSummary container) =>
        gate.RunAsync(Start, container.Name, token => engine.Containers.StartAsync(container.Id, token), CancellationToken.None);

    /// <summary>Stops a container.</summary>
    public Task StopAsync(ContainerSummary container) =>
        gate.RunAsync(Stop, container.Name, token => engine.Containers.StopAsync(container.Id, null, token), CancellationToken.None);

    /// <summary>Restarts a container.</summary>
    public Task RestartAsync(ContainerSummary container) =>
        gate.RunAsync(Restart, container.Name, token => engine.Containers.RestartAsync(container.Id, null, token), CancellationToken.None);

    /// <summary>Sends SIGKILL.</summary>
    public Task KillAsync(ContainerSummary container) =>
        gate.RunAsync(Kill, container.Name, token => engine.Containers.KillAsync(container.Id, null, token), CancellationToken.None);

    /// <summary>Renames a container.</summary>
    public Task RenameAsync(ContainerSummary container, string newName) =>
        gate.RunAsync(Rename, container.Name, token => engine.Containers.RenameAsync(container.Id, newName, token), CancellationToken.None, $"to {newName}");

    /// <summary>Removes a container, killing it if it runs.</summary>
    public Task RemoveAsync(ContainerSummary container, bool withVolumes) => gate.RunAsync(
        Remove, container.Name, token => engine.Containers.RemoveAsync(container.Id, force: true, withVolumes, token), CancellationToken.None,
        withVolumes ? "with its anonymous volumes" : null);
}
