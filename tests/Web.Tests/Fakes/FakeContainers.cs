using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

/// <summary>Containers in memory. Every call is recorded; <see cref="Fail"/> makes the next ones fail.</summary>
public sealed class FakeContainers : IContainers
{
    private readonly Dictionary<string, ContainerDetails> _containers = [];
    private readonly List<Channel<ContainerListUpdate>> _watchers = [];

    public List<string> Calls { get; } = [];
    public List<ContainerSpec> Created { get; } = [];
    public Dictionary<string, Exception> Fail { get; } = [];

    /// <summary>Fails the next one only. A container that cannot be found is gone.</summary>
    public Dictionary<string, Exception> FailOnce { get; } = [];

    public int Watchers => _watchers.Count;

    public void Put(params ContainerDetails[] containers)
    {
        foreach (var container in containers)
        {
            _containers[container.Summary.Id] = container;
        }

        Tell(new(false, [.. containers.Select(container => container.Summary)], []));
    }

    public void Take(string id)
    {
        _containers.Remove(id);
        Tell(new(false, [], [id]));
    }

    public Task<ContainerCreated> CreateAsync(ContainerSpec spec, CancellationToken cancellationToken = default)
    {
        Record("create", spec.Name ?? spec.Image);
        Created.Add(spec);
        var made = Sample.Container(spec.Name ?? "made", ContainerStatus.Created);
        Put(made);
        return Task.FromResult(new ContainerCreated(made.Summary.Id, made.Summary.Name, []));
    }

    /// <summary>Judges by what is privileged only; a failure is that of <c>assess</c>.</summary>
    public SecurityDetails AssessSecurity(ContainerSpec spec)
    {
        if (Fail.TryGetValue("assess", out var error))
        {
            throw error;
        }

        return Sample.Security with { Weaknesses = spec.Security.Privileged ? ["It is privileged."] : [.. spec.Mounts.Select(mount => $"It can write to the host's {mount.Source}.")] };
    }

    /// <summary>Where whoever calls the Docker API belongs; its own process is the caller in tests.</summary>
    public ProcessOrigin Origin { get; set; } = ProcessOrigin.Host;

    public ProcessOrigin OriginOf(int pid) => Origin;

    public Task<bool> StartAsync(string idOrName, CancellationToken cancellationToken = default) => Change("start", idOrName, ContainerStatus.Running);

    public Task StopAllAsync(CancellationToken cancellationToken = default)
    {
        Calls.Add("stop all");
        return Task.CompletedTask;
    }

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) => Change("stop", idOrName, ContainerStatus.Exited);

    public Task RestartAsync(string idOrName, TimeSpan? timeout = null, CancellationToken cancellationToken = default) => Change("restart", idOrName, ContainerStatus.Running);

    public Task KillAsync(string idOrName, string? signal = null, CancellationToken cancellationToken = default) => Change("kill", idOrName, ContainerStatus.Exited);

    public Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default)
    {
        Record("rename", idOrName);
        var old = Find(idOrName);
        if (_containers.Values.Any(other => other.Summary.Name == newName)) throw new ConflictException($"The container name {newName} is already in use.");
        Put(old with { Summary = old.Summary with { Name = newName } });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default)
    {
        Record("update", idOrName);
        var old = Find(idOrName);
        Put(old with { Spec = old.Spec with { Resources = update.Resources ?? old.Spec.Resources, RestartPolicy = update.RestartPolicy ?? old.Spec.RestartPolicy } });
        return Task.FromResult<IReadOnlyList<string>>(update.Resources?.BlkioWeight is null ? [] : ["The weight has no effect."]);
    }

    public Task RemoveAsync(string idOrName, bool force = false, bool removeVolumes = false, CancellationToken cancellationToken = default)
    {
        Record(removeVolumes ? "remove+volumes" : "remove", idOrName);
        Take(Find(idOrName).Summary.Id);
        return Task.CompletedTask;
    }

    /// <summary>What every list waits for first; it may fail or never end.</summary>
    public Task Listing { get; set; } = Task.CompletedTask;

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerFilter? filter = null, CancellationToken cancellationToken = default)
    {
        await Listing;
        return [.. _containers.Values.Select(container => container.Summary)];
    }

    public async IAsyncEnumerable<ContainerListUpdate> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Fail.TryGetValue("watch", out var error))
        {
            throw error;
        }

        var updates = Channel.CreateUnbounded<ContainerListUpdate>();
        updates.Writer.TryWrite(new(true, [.. _containers.Values.Select(container => container.Summary)], []));
        _watchers.Add(updates);
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken))
            {
                yield return update;
            }
        }
        finally
        {
            _watchers.Remove(updates);
        }
    }

    public Task<ContainerDetails> InspectAsync(string idOrName, CancellationToken cancellationToken = default) => Task.FromResult(Find(idOrName));

    /// <summary>Waits for removals only, which end at once.</summary>
    public Task<ContainerExit> WaitAsync(string idOrName, WaitCondition condition = WaitCondition.NotRunning, CancellationToken cancellationToken = default)
    {
        if (condition != WaitCondition.Removed) throw new NotSupportedException();
        Take(Find(idOrName).Summary.Id);
        return Task.FromResult(new ContainerExit(0, false));
    }

    public IAsyncEnumerable<LogEntry> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken cancellationToken = default) =>
        idOrName == Endless ? EndlessAsync(cancellationToken) : Logs.TryGetValue(idOrName, out var line) ? new[] { new LogEntry(0, LogStream.Stdout, false, System.Text.Encoding.UTF8.GetBytes(line)) }.ToAsyncEnumerable() : AsyncEnumerable.Empty<LogEntry>();

    /// <summary>The container whose log never ends.</summary>
    public string? Endless { get; set; }

    private static async IAsyncEnumerable<LogEntry> EndlessAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            yield return new LogEntry(0, LogStream.Stdout, false, new byte[64 * 1024]);
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>The last log line of containers by id.</summary>
    public Dictionary<string, string> Logs { get; } = [];

    public Task<ContainerStats> GetStatsAsync(string idOrName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ContainerStats> StreamStatsAsync(string idOrName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>What the stats page is told; a test writes what happens.</summary>
    public Channel<IReadOnlyList<ContainerUsage>> Usage { get; } = Channel.CreateUnbounded<IReadOnlyList<ContainerUsage>>();

    public IAsyncEnumerable<IReadOnlyList<ContainerUsage>> StreamAllStatsAsync(CancellationToken cancellationToken = default) =>
        Fail.TryGetValue("usage", out var error) ? throw error : Usage.Reader.ReadAllAsync(cancellationToken);

    public Task PauseAsync(string idOrName, CancellationToken cancellationToken = default) => Change("pause", idOrName, ContainerStatus.Paused);

    public Task UnpauseAsync(string idOrName, CancellationToken cancellationToken = default) => Change("unpause", idOrName, ContainerStatus.Running);

    public List<ContainerProcess> Processes { get; } = [];
    public List<FileChange> Changes { get; } = [];

    public Task<IReadOnlyList<ContainerProcess>> ListProcessesAsync(string idOrName, bool announce = false, CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<ContainerProcess>>([.. Processes]);

    public Task<IReadOnlyList<FileChange>> ListChangesAsync(string idOrName, CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<FileChange>>([.. Changes]);

    public Task<ContainerSize> GetSizeAsync(string idOrName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> StopAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) => Change("stop", idOrName, ContainerStatus.Exited);

    public Task RestartAsync(string idOrName, TimeSpan? timeout, string signal, CancellationToken cancellationToken) => Change("restart", idOrName, ContainerStatus.Running);

    public Task ExportAsync(string idOrName, Stream output, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Commands that were prepared, by their id.</summary>
    public Dictionary<string, ExecDetails> Execs { get; } = [];

    public async Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default)
    {
        var container = await InspectAsync(idOrName, cancellationToken);
        var id = $"exec-{Execs.Count}";
        Execs[id] = new ExecDetails { Id = id, ContainerId = container.Summary.Id, Spec = spec, Running = false };
        return id;
    }

    public Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default) => Task.FromResult<IAttachment?>(null);

    public Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default) => Task.FromResult(Execs[execId]);

    public Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Files by path; null is a directory.</summary>
    public SortedDictionary<string, byte[]?> Files { get; } = new(StringComparer.Ordinal) { ["/"] = null };

    public Task<FileStat> StatFileAsync(string idOrName, string path, CancellationToken cancellationToken = default) => Task.FromResult(Stat(path));

    public Task<DirectoryListing> ListDirectoryAsync(string idOrName, string path, DirectoryQuery? query = null, CancellationToken cancellationToken = default)
    {
        Record("list", idOrName);
        query ??= new();
        if ((Stat(path).Mode & 0xF000) != 0x4000) throw new InvalidInputException($"{path} is no directory.", "path");
        var inside = Files.Keys.Where(file => file != "/" && (file[..file.LastIndexOf('/')] is "" ? "/" : file[..file.LastIndexOf('/')]) == path).Select(Stat)
            .Where(entry => entry.Name.Contains(query.Search, StringComparison.OrdinalIgnoreCase)).ToList();
        return Task.FromResult(new DirectoryListing(path, [.. inside.Take(query.Most)], inside.Count, true));
    }

    public Task<ContainerFile> OpenFileAsync(string idOrName, string path, CancellationToken cancellationToken = default)
    {
        Record("open", path);
        var stat = Stat(path);
        return Files[path] is { } content ? Task.FromResult(new ContainerFile(stat, path, new MemoryStream(content))) : throw new InvalidInputException($"{path} is a directory, not a regular file.", "path");
    }

    public async Task<FileStat> WriteFileAsync(string idOrName, string path, Stream content, FileWrite how, CancellationToken cancellationToken = default)
    {
        Record("write", path);
        if (Files.ContainsKey(path) && !how.Replace) throw new ConflictException($"The file {path} exists already; confirm that you want to replace it, or choose another name.");
        if (how.ExpectedVersion is { } expected && expected != Stat(path).Version) throw new ConflictException($"{path} has changed since it was opened.");
        var written = new MemoryStream();
        await content.CopyToAsync(written, cancellationToken);
        Files[path] = written.ToArray();
        return Stat(path);
    }

    private FileStat Stat(string path) => Files.TryGetValue(path, out var content)
        ? new()
        {
            Name = path == "/" ? "/" : path[(path.LastIndexOf('/') + 1)..],
            SizeBytes = content?.Length ?? 4096,
            Mode = content is null ? 0x41ED : 0x81A4,
            ModifiedAt = Sample.Now,
            Version = content is null ? "directory" : Convert.ToHexString(content),
        }
        : throw new ObjectNotFoundException($"There is no {path} in the container.");

    public async Task CopyOutAsync(string idOrName, string path, Stream output, CancellationToken cancellationToken = default)
    {
        Record("copy out", path);
        await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"tar of {path}"), cancellationToken);
    }

    public Task CopyInAsync(string idOrName, string path, Stream tar, bool keepKinds = false, bool asContainerUser = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ImageDetails> CommitAsync(string idOrName, CommitSpec commit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private Task<bool> Change(string verb, string id, ContainerStatus status)
    {
        Record(verb, id);
        var old = Find(id);
        Put(old with { Summary = old.Summary with { State = Sample.State(status) } });
        return Task.FromResult(true);
    }

    private void Record(string verb, string id)
    {
        Calls.Add($"{verb} {(_containers.TryGetValue(id, out var known) ? known.Summary.Name : id)}");
        if (!FailOnce.Remove(verb, out var error) && !Fail.TryGetValue(verb, out error)) return;
        if (error is ObjectNotFoundException && _containers.ContainsKey(id)) Take(id);
        throw error;
    }

    private ContainerDetails Find(string idOrName) =>
        _containers.Values.FirstOrDefault(container => container.Summary.Name == idOrName || container.Summary.Id.StartsWith(idOrName, StringComparison.Ordinal))
        ?? throw new ObjectNotFoundException($"No such container: {idOrName}");

    private void Tell(ContainerListUpdate update) => _watchers.ForEach(watcher => watcher.Writer.TryWrite(update));
}
