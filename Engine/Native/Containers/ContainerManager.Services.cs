using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>What services beside the containers' life do.</summary>
internal sealed partial class ContainerManager
{
    public Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default) =>
        _terminals.AttachAsync(idOrName, options, cancellationToken);

    public Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default) =>
        _terminals.ResizeAsync(idOrName, rows, columns, cancellationToken);

    public IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default) =>
        _logs.ReadLogsAsync(idOrName, query, cancellationToken);

    public Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default) =>
        _commands.CreateExecAsync(idOrName, spec, cancellationToken);

    public Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default) => _commands.InspectExecAsync(execId, cancellationToken);

    public Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default) =>
        _commands.StartExecAsync(execId, options, cancellationToken);

    public Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default) =>
        _commands.ResizeExecAsync(execId, rows, columns, cancellationToken);

    public Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default) =>
        _commands.KillExecAsync(execId, signal, cancellationToken);

    public Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default) => _archives.ExportAsync(idOrName, output, cancellationToken);

    public Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default) => _archives.StatFileAsync(idOrName, path, cancellationToken);

    public Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default) =>
        _archives.CopyOutAsync(idOrName, path, output, cancellationToken);

    public Task CopyInAsync(string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default) =>
        _archives.CopyInAsync(idOrName, path, tar, keepKinds, asContainerUser, cancellationToken);

    public Task<DirectoryListing> ListDirectoryAsync(string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default) =>
        _browser.ListDirectoryAsync(idOrName, path, query, cancellationToken);

    public Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default) =>
        _browser.OpenFileAsync(idOrName, path, cancellationToken);

    public Task<FileStat> WriteFileAsync(string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default) =>
        _browser.WriteFileAsync(idOrName, path, content, how, cancellationToken);

    public Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default) => _contents.ListChangesAsync(idOrName, cancellationToken);

    public Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default) => _contents.GetSizeAsync(idOrName, cancellationToken);

    public Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(string idOrName, bool announce = false, CancellationToken cancellationToken = default) =>
        _processes.ListProcessesAsync(idOrName, announce, cancellationToken);

    public ProcessOrigin OriginOf(int pid) => _processes.OriginOf(pid);

    public Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default) => _usages.GetStatsAsync(idOrName, cancellationToken);

    public IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _usages.StreamStatsAsync(idOrName, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default) => _usages.StreamAllStatsAsync(cancellationToken);
}
