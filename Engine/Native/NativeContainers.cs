using Panel.Engine.Contract;
using Panel.Engine.Native.Attach;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Execs;
using Panel.Engine.Native.Files;
using Panel.Engine.Native.Health;
using Panel.Engine.Native.Queries;
using Panel.Engine.Native.Usage;

namespace Panel.Engine.Native;

/// <summary>The containers of this machine, as the contract shows them: each call goes to the part that does it. <see cref="ContainerLives"/>
/// is the way of a container from its creation to its removal; everything else stands beside that.</summary>
internal sealed class NativeContainers : IContainers, IAsyncDisposable
{
    private readonly ContainerBasics _basics;
    private readonly ContainerExecs _execs;
    private readonly ContainerTerminals _terminals;
    private readonly ContainerLogs _logs;
    private readonly ContainerArchives _archives;
    private readonly ContainerBrowser _browser;
    private readonly ContainerCommits _commits;
    private readonly ContainerContents _contents;
    private readonly ContainerProcesses _processes;
    private readonly ContainerUsages _usages;
    private readonly ContainerQueries _queries;
    private readonly SecurityAssessment _assessment;

    public NativeContainers(ContainerServices services)
    {
        _basics = new ContainerBasics(services);
        var (registry, events, paths, images) = (_basics.Registry, _basics.Events, services.Paths, services.Images);
        var (execs, execEvents) = (new ExecRegistry(services.Time), new ExecEvents(events));
        var runner = new ExecRunner(paths, images, _basics.Shims, _basics.Filters, _basics.Background, execEvents, services.Time);
        _execs = new ContainerExecs(registry, execs, runner, execEvents, _basics.Reasons);
        _logs = new ContainerLogs(registry, services.Logs, paths);
        Lives = new ContainerLives(_basics, new LifeFollowers(
            execs,
            new HealthMonitor(new HealthProbe(execs, runner, execEvents, _basics.Reasons, services.Time), _basics.Background, events, services.Time),
            new LogForwarding(_logs, paths, _basics.Background, services.Time, services.Logger)));
        _terminals = new ContainerTerminals(registry, paths, events);
        var access = new ContainerFileAccess(registry, images, paths);
        _archives = new ContainerArchives(registry, access, paths, events);
        _browser = new ContainerBrowser(registry, access, paths, events);
        _contents = new ContainerContents(registry, images, paths);
        _commits = new ContainerCommits(registry, Lives.Pauser, _contents, images, paths, events);
        _processes = new ContainerProcesses(registry, paths, events);
        _usages = new ContainerUsages(registry, paths, services.Time);
        _queries = new ContainerQueries(registry, _basics.Watchers, execs, images, _basics.Exits, paths);
        _assessment = new SecurityAssessment(images, _basics.Shared);
    }

    /// <summary>The containers' life.</summary>
    public ContainerLives Lives { get; }

    /// <summary>The number of list followers, for tests of leaks.</summary>
    internal int WatcherCount => _basics.Watchers.Count;

    public ValueTask DisposeAsync() => Lives.DisposeAsync();

    public Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default) =>
        Lives.Creation.CreateAsync(spec, cancellationToken);

    public Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken = default) =>
        Lives.Starter.StartAsync(idOrName, cancellationToken);

    public Task StopAllAsync(CancellationToken cancellationToken = default) => Lives.Stopper.StopAllAsync(cancellationToken);

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Lives.Stopper.StopAsync(idOrName, timeout, null, cancellationToken);

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) =>
        Lives.Stopper.StopAsync(idOrName, timeout, Signals.Parse(signal, nameof(signal)), cancellationToken);

    public Task RestartAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Lives.Restarter.RestartAsync(idOrName, timeout, null, cancellationToken);

    public Task RestartAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) =>
        Lives.Restarter.RestartAsync(idOrName, timeout, Signals.Parse(signal, nameof(signal)), cancellationToken);

    public Task KillAsync(string idOrName, string? signal = null, CancellationToken cancellationToken = default) =>
        Lives.Stopper.KillAsync(idOrName, signal, cancellationToken);

    public Task PauseAsync(string idOrName, CancellationToken cancellationToken = default) => Lives.Pauser.PauseAsync(idOrName, cancellationToken);

    public Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default) =>
        Lives.Pauser.UnpauseAsync(idOrName, cancellationToken);

    public Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default) =>
        Lives.Changes.RenameAsync(idOrName, newName, cancellationToken);

    public Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default) =>
        Lives.Changes.UpdateAsync(idOrName, update, cancellationToken);

    public Task RemoveAsync(string idOrName, bool force = false, bool removeVolumes = false, CancellationToken cancellationToken = default) =>
        Lives.Remover.RemoveAsync(idOrName, force, removeVolumes, cancellationToken);

    public Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default) =>
        _queries.ListAsync(filter, cancellationToken);

    public IAsyncEnumerable<ContainerListUpdate> WatchAsync(CancellationToken cancellationToken = default) => _queries.WatchAsync(cancellationToken);

    public Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _queries.InspectAsync(idOrName, cancellationToken);

    public Task<ContainerExit> WaitAsync(
        string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default) =>
        _queries.WaitAsync(idOrName, condition, cancellationToken);

    public SecurityDetails AssessSecurity(ContainerSpec spec) => _assessment.AssessSecurity(spec);

    public Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default) =>
        _commits.CommitAsync(idOrName, commit, cancellationToken);

    public Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default) =>
        _terminals.AttachAsync(idOrName, options, cancellationToken);

    public Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default) =>
        _terminals.ResizeAsync(idOrName, rows, columns, cancellationToken);

    public IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default) =>
        _logs.ReadLogsAsync(idOrName, query, cancellationToken);

    public Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default) =>
        _execs.CreateExecAsync(idOrName, spec, cancellationToken);

    public Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default) =>
        _execs.InspectExecAsync(execId, cancellationToken);

    public Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default) =>
        _execs.StartExecAsync(execId, options, cancellationToken);

    public Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default) =>
        _execs.ResizeExecAsync(execId, rows, columns, cancellationToken);

    public Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default) =>
        _execs.KillExecAsync(execId, signal, cancellationToken);

    public Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default) =>
        _archives.ExportAsync(idOrName, output, cancellationToken);

    public Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default) =>
        _archives.StatFileAsync(idOrName, path, cancellationToken);

    public Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default) =>
        _archives.CopyOutAsync(idOrName, path, output, cancellationToken);

    public Task CopyInAsync(
        string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false,
        CancellationToken cancellationToken = default) =>
        _archives.CopyInAsync(idOrName, path, tar, keepKinds, asContainerUser, cancellationToken);

    public Task<DirectoryListing> ListDirectoryAsync(
        string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default) =>
        _browser.ListDirectoryAsync(idOrName, path, query, cancellationToken);

    public Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default) =>
        _browser.OpenFileAsync(idOrName, path, cancellationToken);

    public Task<FileStat> WriteFileAsync(
        string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default) =>
        _browser.WriteFileAsync(idOrName, path, content, how, cancellationToken);

    public Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _contents.ListChangesAsync(idOrName, cancellationToken);

    public Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _contents.GetSizeAsync(idOrName, cancellationToken);

    public Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(
        string idOrName, bool announce = false, CancellationToken cancellationToken = default) =>
        _processes.ListProcessesAsync(idOrName, announce, cancellationToken);

    public ProcessOrigin OriginOf(int pid) => _processes.OriginOf(pid);

    public Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _usages.GetStatsAsync(idOrName, cancellationToken);

    public IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default) =>
        _usages.StreamStatsAsync(idOrName, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default) =>
        _usages.StreamAllStatsAsync(cancellationToken);
}
