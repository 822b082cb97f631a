using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Door;
using Panel.Web.Features.Files;
using Panel.Web.Operations;

namespace Panel.Web.Features.Containers;

/// <summary>Every change to containers, from a page or from the Docker API.</summary>
public sealed class ContainerOperations(OperationGate gate, IContainerEngine engine, ContainerResources resources)
{
    // Removing takes milliseconds; a full or slow disk may hold it up.
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(30);
    private static readonly Operation Create = new("container.create", PanelRole.Operator);
    private static readonly Operation Start = new("container.start", PanelRole.Operator);
    private static readonly Operation Stop = new("container.stop", PanelRole.Operator, FreesSpace: true);
    private static readonly Operation Restart = new("container.restart", PanelRole.Operator);
    private static readonly Operation Kill = new("container.kill", PanelRole.Operator, FreesSpace: true);
    private static readonly Operation Pause = new("container.pause", PanelRole.Operator);
    private static readonly Operation Unpause = new("container.unpause", PanelRole.Operator);
    private static readonly Operation Update = new("container.update", PanelRole.Operator);
    private static readonly Operation Rename = new("container.rename", PanelRole.Operator);
    private static readonly Operation Export = new("container.export", PanelRole.Operator);
    private static readonly Operation CopyOut = new("container.copy-out", PanelRole.Operator);
    private static readonly Operation CopyIn = new("container.copy-in", PanelRole.Operator);
    private static readonly Operation WriteFile = new("container.write-file", PanelRole.Operator);
    private static readonly Operation Commit = new("container.commit", PanelRole.Operator);
    private static readonly Operation Attach = new("container.attach", PanelRole.Operator);
    private static readonly Operation Exec = new("container.exec", PanelRole.Operator);
    private static readonly Operation Remove = new("container.remove", PanelRole.Operator, FreesSpace: true);

    /// <summary>Creates a container that records its creator: if it gets the Docker API's socket, it acts in the creator's name.</summary>
    public Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        // What the policy judges is what is created.
        var made = resources.Free(spec);
        var resource = new Resource(spec.Name ?? spec.Image)
        {
            Reaches = async token => await resources.ReachesAsync(made = await resources.HoldAsync(spec, token), token),
        };
        return gate.RunAsync(
            Create, resource, (actor, token) => engine.Containers.CreateAsync(made with { Creator = actor.AsCreator() }, token), cancellationToken, $"image {spec.Image}");
    }

    /// <summary>Creates a container and starts it; when the start fails, nothing of it remains.</summary>
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
            // It never ran, so nothing is lost; the form still has the input. Not cancellable, or the container would stay.
            await DiscardAsync(created, withVolumes: true);
            throw;
        }
    }

    /// <summary>Removes a container that did not start, and waits until its name is free. The engine removes one with <see cref="ContainerSpec.AutoRemove"/> itself.</summary>
    /// <exception cref="EngineException">It is still there.</exception>
    public Task DiscardAsync(ContainerCreated created, bool withVolumes) =>
        gate.RunAsync(Remove, created.Name, token => RemoveUnstartedAsync(created.Id, withVolumes, token), CancellationToken.None, "it did not start");

    private async Task RemoveUnstartedAsync(string id, bool withVolumes, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Containers.RemoveAsync(id, force: true, withVolumes, cancellationToken);
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
            await engine.Containers.WaitAsync(id, WaitCondition.Removed, limit.Token);
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

    /// <summary>Starts a container.</summary>
    /// <returns>False when it was already running.</returns>
    public Task<bool> StartAsync(ContainerSummary container, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Start, container.Name, token => engine.Containers.StartAsync(container.Id, token), cancellationToken);

    /// <summary>Stops a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="timeout">Time until SIGKILL; null uses the container's, infinite never kills.</param>
    /// <param name="cancellationToken">Stops waiting; a sent signal stays sent.</param>
    /// <returns>False when it was not running.</returns>
    public Task<bool> StopAsync(ContainerSummary container, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Stop, container.Name, token => engine.Containers.StopAsync(container.Id, timeout, token), cancellationToken);

    /// <summary>Stops a container with a signal other than its own.</summary>
    /// <returns>False when it was not running.</returns>
    public Task<bool> StopAsync(ContainerSummary container, TimeSpan? timeout, string signal, CancellationToken cancellationToken) => gate.RunAsync(
        Stop, container.Name, token => engine.Containers.StopAsync(container.Id, timeout, signal, token), cancellationToken, $"signal {signal}");

    /// <summary>Restarts a container with a signal other than its own.</summary>
    public Task RestartAsync(ContainerSummary container, TimeSpan? timeout, string signal, CancellationToken cancellationToken) => gate.RunAsync(
        Restart, container.Name, token => engine.Containers.RestartAsync(container.Id, timeout, signal, token), cancellationToken, $"signal {signal}");

    /// <summary>Restarts a container; <paramref name="timeout"/> as for a stop.</summary>
    public Task RestartAsync(ContainerSummary container, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Restart, container.Name, token => engine.Containers.RestartAsync(container.Id, timeout, token), cancellationToken);

    /// <summary>Sends a signal; null is SIGKILL.</summary>
    public Task KillAsync(ContainerSummary container, string? signal = null, CancellationToken cancellationToken = default) => gate.RunAsync(
        Kill, container.Name, token => engine.Containers.KillAsync(container.Id, signal, token), cancellationToken, signal is null ? null : $"signal {signal}");

    /// <summary>Freezes every process of a container.</summary>
    public Task PauseAsync(ContainerSummary container, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Pause, container.Name, token => engine.Containers.PauseAsync(container.Id, token), cancellationToken);

    /// <summary>Resumes a paused container.</summary>
    public Task UnpauseAsync(ContainerSummary container, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Unpause, container.Name, token => engine.Containers.UnpauseAsync(container.Id, token), cancellationToken);

    /// <summary>Changes limits or the restart policy.</summary>
    /// <returns>What was accepted but has no effect, one sentence each.</returns>
    public async Task<IReadOnlyList<string>> UpdateAsync(ContainerSummary container, ContainerUpdate update, CancellationToken cancellationToken = default)
    {
        var before = (await engine.Containers.InspectAsync(container.Id, cancellationToken)).Spec;
        return await gate.RunAsync(Update, container.Name, token => engine.Containers.UpdateAsync(container.Id, update, token), cancellationToken, UpdateText.Of(before, update));
    }

    /// <summary>Renames a container.</summary>
    public Task RenameAsync(ContainerSummary container, string newName, CancellationToken cancellationToken = default) =>
        gate.RunAsync(Rename, container.Name, token => engine.Containers.RenameAsync(container.Id, newName, token), cancellationToken, $"to {newName}");

    /// <summary>Reads its whole root file system as a tar.</summary>
    public Task ExportAsync(ContainerSummary container, Stream output, CancellationToken cancellationToken) =>
        gate.RunAsync(Export, container.Name, token => engine.Containers.ExportAsync(container.Id, output, token), cancellationToken);

    /// <summary>Reads a path and everything below it as a tar.</summary>
    public Task CopyOutAsync(ContainerSummary container, string path, Stream output, CancellationToken cancellationToken) =>
        gate.RunAsync(CopyOut, resources.Inside(container), token => engine.Containers.CopyOutAsync(container.Id, path, output, token), cancellationToken, path);

    /// <summary>Unpacks a tar into a directory. With <paramref name="keepKinds"/> nothing replaces a directory; with
    /// <paramref name="asContainerUser"/> everything belongs to the container's user.</summary>
    public Task CopyInAsync(ContainerSummary container, string path, Stream tar, bool keepKinds, bool asContainerUser, CancellationToken cancellationToken) =>
        gate.RunAsync(CopyIn, resources.Inside(container), token => engine.Containers.CopyInAsync(container.Id, path, tar, keepKinds, asContainerUser, token), cancellationToken, path);

    /// <summary>Reads a regular file; <paramref name="use"/> gets the open stream.</summary>
    public Task ReadFileAsync(ContainerSummary container, string path, Func<ContainerFile, CancellationToken, Task> use, CancellationToken cancellationToken) => gate.RunAsync(
        CopyOut, resources.Inside(container), async token =>
        {
            await using var file = await engine.Containers.OpenFileAsync(container.Id, path, token);
            await use(file, token);
        }, cancellationToken, FileText.Shown(path));

    /// <summary>Writes a regular file atomically.</summary>
    public Task<FileStat> WriteFileAsync(ContainerSummary container, string path, Stream content, long sizeBytes, FileWrite how, CancellationToken cancellationToken) => gate.RunAsync(
        WriteFile, resources.Inside(container), token => engine.Containers.WriteFileAsync(container.Id, path, content, how, token), cancellationToken,
        $"{FileText.Shown(path)}, {Format.Bytes(sizeBytes)}{(how.Replace ? ", replacing" : "")}");

    /// <summary>Creates an image from a container.</summary>
    public Task<ImageDetails> CommitAsync(ContainerSummary container, CommitSpec commit, CancellationToken cancellationToken) => gate.RunAsync(
        Commit, container.Name, token => engine.Containers.CommitAsync(container.Id, commit, token), cancellationToken, commit.RepositoryTag is null ? null : $"image {commit.RepositoryTag}");

    /// <summary>Connects to a container's input and output for as long as <paramref name="session"/> lasts.</summary>
    public Task AttachAsync(ContainerSummary container, AttachOptions options, Func<IAttachment, CancellationToken, Task> session, CancellationToken cancellationToken) => gate.RunAsync(
        Attach, options.Stdin ? resources.Inside(container) : container.Name, async token =>
        {
            await using var attachment = await engine.Containers.AttachAsync(container.Id, options, token);
            await session(attachment, token);
        }, cancellationToken, options.Stdin ? "with its input" : null);

    /// <summary>Runs a prepared command in a container for as long as <paramref name="session"/> lasts; with null, the command runs
    /// detached. <paramref name="note"/> goes into the audit history.</summary>
    public Task ExecAsync(
        ContainerSummary container, ExecDetails exec, ExecStartOptions options, Func<IAttachment, CancellationToken, Task>? session, CancellationToken cancellationToken, string? note = null) => gate.RunAsync(
        Exec, resources.Inside(container, exec.Spec), async token =>
        {
            await using var attachment = await engine.Containers.StartExecAsync(exec.Id, options, token);
            if (attachment is not null && session is not null) await session(attachment, token);
        }, cancellationToken, note is null ? ExecText.Of(exec.Spec) : $"{ExecText.Of(exec.Spec)} · {note}");

    /// <summary>Removes a container; with <paramref name="force"/>, a running one is killed first.</summary>
    public Task RemoveAsync(ContainerSummary container, bool withVolumes, bool force = true, CancellationToken cancellationToken = default) => gate.RunAsync(
        Remove, container.Name, token => engine.Containers.RemoveAsync(container.Id, force, withVolumes, token), cancellationToken,
        withVolumes ? "with its anonymous volumes" : null);
}
