using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Privileged.Tests.Shim;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>A test's own engine on this machine, with busybox as its image. Everything that remains of it is removed at the end.</summary>
internal sealed class EngineHarness : IAsyncDisposable
{
    private static readonly SemaphoreSlim s_image = new(1, 1);
    private readonly string _root;

    private EngineHarness(string root, EngineOptions options)
    {
        _root = root;
        Options = options;
    }

    public EngineOptions Options { get; }

    public NativeEngine Engine { get; private set; } = null!;

    public IContainers Containers => Engine.Containers;

    public static async Task<EngineHarness> StartAsync(CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? shimEnvironment = null, bool userNamespaces = true, string? dataRoot = null, string? shimPath = null)
    {
        var root = Directory.CreateTempSubdirectory("panel-core-").FullName;
        var options = new EngineOptions { DataRoot = (dataRoot ?? root) + "/data", RunRoot = root + "/run", ShimPath = shimPath ?? await ShimBinary.PathAsync(), ShimEnvironment = shimEnvironment, UserNamespaceDefault = userNamespaces };
        var harness = new EngineHarness(root, options);
        harness.Engine = await NativeEngine.StartAsync(options, NullLoggerFactory.Instance, cancellationToken);
        await using var tar = File.OpenRead(await ImageAsync(cancellationToken));
        await harness.Engine.Images.ImportAsync(tar, "busybox:latest", new ImageConfiguration { Command = ["sh"] }, null, cancellationToken);
        return harness;
    }

    /// <summary>Releases the containers and starts an engine on the same roots, as after a crash or an upgrade.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken, Action? between = null, string? bootId = null)
    {
        await Engine.DisposeAsync();
        between?.Invoke();
        Engine = await NativeEngine.StartAsync(Options with { BootId = bootId }, NullLoggerFactory.Instance, cancellationToken);
    }

    public async Task<string> RunAsync(string script, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var spec = new ContainerSpec { Image = "busybox:latest", Command = ["sh", "-c", script] };
        var created = await Containers.CreateAsync(change is null ? spec : change(spec), cancellationToken);
        await Containers.StartAsync(created.Id, cancellationToken);
        return created.Id;
    }

    public async Task<string> LogAsync(string id, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        await foreach (var entry in Containers.ReadLogsAsync(id, new LogQuery(), cancellationToken)) lines.Add(System.Text.Encoding.UTF8.GetString(entry.Content.Span));
        return string.Join('\n', lines);
    }

    public Task UntilLoggedAsync(string id, string text, CancellationToken cancellationToken) =>
        Poll.UntilAsync(async () => await LogAsync(id, cancellationToken) == text, $"the log is {text}", cancellationToken: cancellationToken);

    public async Task<ContainerState> StateAsync(string id, CancellationToken cancellationToken) =>
        (await Containers.InspectAsync(id, cancellationToken)).Summary.State;

    /// <summary>What the engine could leave on the machine: mounts, links, cgroups and its own directories.</summary>
    public async Task<SortedSet<string>> TracesAsync()
    {
        await ((Native.Networks.NetworkManager)Engine.Networks).SettleAsync(TestContext.Current.CancellationToken);
        var paths = Engine.Paths;
        SortedSet<string> traces = new(StringComparer.Ordinal);
        traces.UnionWith(File.ReadLines("/proc/self/mounts").Where(line => line.Contains(_root, StringComparison.Ordinal)));
        traces.UnionWith(Directory.EnumerateDirectories("/sys/class/net").Where(link => Path.GetFileName(new FileInfo($"{link}/master").LinkTarget) == paths.BridgeName));
        // The parent of all of them stays.
        traces.UnionWith(Cgroups.Find(paths.InstanceName).Where(path => !path.EndsWith("/" + paths.InstanceName, StringComparison.Ordinal)));
        traces.UnionWith(Directory.EnumerateFileSystemEntries(paths.ContainersRoot));
        traces.UnionWith(Directory.EnumerateFileSystemEntries(paths.RunContainersRoot));
        traces.UnionWith(Directory.EnumerateFileSystemEntries(paths.TemporaryRoot));
        traces.UnionWith(Directory.EnumerateFileSystemEntries(paths.VolumesRoot));
        return traces;
    }

    /// <summary>The process id of the shim that waits for the next container.</summary>
    public async Task<int> SpareShimAsync(CancellationToken cancellationToken)
    {
        var spare = 0;
        await Poll.UntilAsync(
            () =>
            {
                spare = ProcessTable.Read().FirstOrDefault(process => process.Arguments is [_, "await", var path] && path.StartsWith(Engine.Paths.RunRoot + "/", StringComparison.Ordinal))?.Id ?? 0;
                return Task.FromResult(spare > 0);
            },
            "a spare waits",
            cancellationToken: cancellationToken);
        return spare;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in await Containers.ListAsync(null, CancellationToken.None))
            await Containers.RemoveAsync(container.Id, force: true, removeVolumes: true, CancellationToken.None);
        await ((Native.Networks.NetworkManager)Engine.Networks).RemoveAllAsync(CancellationToken.None);
        await Engine.DisposeAsync();
        await Cgroups.RemoveAsync(Engine.Paths.InstanceName);
        FileTree.Remove(_root);
    }

    /// <summary>The image as a tar, made once.</summary>
    public static async Task<string> ImageAsync(CancellationToken cancellationToken)
    {
        var tar = Path.Combine(AppContext.BaseDirectory, "busybox.tar");
        await s_image.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(tar)) await Command.OutputAsync(Path.Combine(Repository.Root, "docker-bootstrap/images/build.sh"), ["busybox", tar], cancellationToken);
            return tar;
        }
        finally
        {
            s_image.Release();
        }
    }
}
