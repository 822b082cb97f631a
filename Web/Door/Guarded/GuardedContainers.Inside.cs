using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Files;
using Panel.Web.Operations;

namespace Panel.Web.Door.Guarded;

/// <content>What happens inside a container: whoever may do it can do what the container can.</content>
internal sealed partial class GuardedContainers
{
    public async Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        var opened = await door.OpenAsync(
            ContainerRights.Attach, options.Stdin ? resource : resource.Name, async token => await inner.AttachAsync(id, options, token), cancellationToken, options.Stdin ? "with its input" : null);
        return opened!;
    }

    public async Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default)
    {
        await door.AskAsync(ContainerRights.Resize, idOrName, cancellationToken);
        await inner.ResizeAsync(idOrName, rows, columns, cancellationToken);
    }

    /// <summary>Prepares a command. The history has its start.</summary>
    public async Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default)
    {
        var container = (await inner.InspectAsync(idOrName, cancellationToken)).Summary;
        await door.AskAsync(ContainerRights.Exec, resources.Inside(container, spec), cancellationToken);
        return await inner.CreateExecAsync(container.Id, spec, cancellationToken);
    }

    public async Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default)
    {
        var exec = await inner.InspectExecAsync(execId, cancellationToken);
        var resource = await InsideAsync(exec, cancellationToken);
        return await door.OpenAsync(ContainerRights.Exec, resource, token => inner.StartExecAsync(execId, options, token), cancellationToken, ExecText.Of(exec.Spec));
    }

    public Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default) => door.ReadAsync(
        ContainerRights.Inspect, execId, async (actor, token) => SecretValues.Hide(await inner.InspectExecAsync(execId, token), actor), cancellationToken);

    public async Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default)
    {
        await door.AskAsync(ContainerRights.Resize, execId, cancellationToken);
        await inner.ResizeExecAsync(execId, rows, columns, cancellationToken);
    }

    /// <summary>Ends a command. The command's own entry in the history has its end.</summary>
    public async Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default)
    {
        var exec = await inner.InspectExecAsync(execId, cancellationToken);
        await door.AskAsync(ContainerRights.Exec, await InsideAsync(exec, cancellationToken), cancellationToken);
        await inner.KillExecAsync(execId, signal, cancellationToken);
    }

    public async Task<DirectoryListing> ListDirectoryAsync(string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        return await door.ReadAsync(ContainerRights.ReadFiles, resource, token => inner.ListDirectoryAsync(id, path, query, token), cancellationToken);
    }

    public async Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        return await door.ReadAsync(ContainerRights.ReadFiles, resource, token => inner.StatFileAsync(id, path, token), cancellationToken);
    }

    public async Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        return await door.OpenAsync(ContainerRights.CopyOut, resource, token => inner.OpenFileAsync(id, path, token), cancellationToken, FileText.Shown(path));
    }

    public async Task<FileStat> WriteFileAsync(string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        return await door.CarryAsync(
            ContainerRights.WriteFile, resource, token => inner.WriteFileAsync(id, path, content, how, token), cancellationToken, $"{FileText.Shown(path)}{(how.Replace ? ", replacing" : "")}");
    }

    public async Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        await door.CarryAsync(ContainerRights.CopyOut, resource, token => inner.CopyOutAsync(id, path, output, token), cancellationToken, path);
    }

    public async Task CopyInAsync(string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        await door.CarryAsync(ContainerRights.CopyIn, resource, token => inner.CopyInAsync(id, path, tar, keepKinds, asContainerUser, token), cancellationToken, path);
    }

    /// <summary>Writes the container's own files; what is mounted into it is not part of them.</summary>
    public async Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default)
    {
        var (resource, id) = await InsideAsync(idOrName, cancellationToken);
        await door.CarryAsync(ContainerRights.Export, resource.Name, token => inner.ExportAsync(id, output, token), cancellationToken);
    }

    // Without such a container the engine answers, and the history has the attempt.
    private async Task<(Resource Resource, string Id)> InsideAsync(string idOrName, CancellationToken cancellationToken) =>
        await FindAsync(idOrName, cancellationToken) is { } container ? (resources.Inside(container.Summary), container.Summary.Id) : (idOrName, idOrName);

    private async Task<Resource> InsideAsync(ExecDetails exec, CancellationToken cancellationToken) =>
        await FindAsync(exec.ContainerId, cancellationToken) is { } container ? resources.Inside(container.Summary, exec.Spec) : exec.ContainerId;
}
