using System.Diagnostics;

namespace Panel.Tests.Shared;

/// <summary>
/// A Docker Engine with data of its own, from the programs that test.sh fetches or that are installed: 26.1.5, else Debian 12's 20.10. It is taken
/// away again with all that it made. In a network namespace of its own, its bridge and its firewall rules touch nobody else. It has no IPv6 there, as the panel.
/// </summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    private const string Script = """
        echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; ip link set lo up && exec dockerd --data-root "$0/data" --exec-root "$0/exec" --pidfile "$0/pid" --host "unix://$0/docker.sock" \
            --cgroup-parent "/$1" --exec-opt native.cgroupdriver=cgroupfs --storage-driver overlay2 >"$0/log" 2>&1
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("dkr").FullName;
    private readonly Process? _process;

    private DockerDaemon(IReadOnlyList<string> directories)
    {
        if (!directories.Any(directory => File.Exists(directory + "/dockerd"))) return;
        var start = new ProcessStartInfo("unshare", ["--net", "--", "bash", "-c", Script, _folder, Name]);
        start.Environment["PATH"] = string.Join(':', directories);
        _process = Process.Start(start);
    }

    /// <summary>Why it does not run; null when it does.</summary>
    public string? Fault { get; private set; } = "There is no dockerd; ./test.sh fetches Debian's docker.io.";

    /// <summary>Its process; unshare and the shell become it.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("Docker does not run.");

    /// <summary>Its own process and its containerd.</summary>
    public IReadOnlyList<int> ProcessIds => [ProcessId, .. ProcessesOf("containerd")];

    /// <summary>Its containers' shims.</summary>
    public IReadOnlyList<int> ShimIds => ProcessesOf("containerd-shim-runc-v2");

    /// <summary>Path of its socket.</summary>
    public string SocketPath => _folder + "/docker.sock";

    /// <summary>For <c>DOCKER_HOST</c> and <c>-H</c>.</summary>
    public string DockerHost => "unix://" + SocketPath;

    /// <summary>Where 26.1.5 lies.</summary>
    private static string Newer => Path.Combine(Repository.Root, "artifacts/clients/26");

    /// <summary>Where 20.10 lies, with what 26.1.5 lacks, or what is installed.</summary>
    private static IReadOnlyList<string> Older => [Path.Combine(Repository.Root, "artifacts/clients"), .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')];

    private string Name => Path.GetFileName(_folder);

    /// <summary>Starts the newest there is and waits until it answers or has ended.</summary>
    public static Task<DockerDaemon> StartAsync(CancellationToken cancellationToken = default) => StartAsync([Newer, .. Older], cancellationToken);

    /// <summary>Starts Debian 12's 20.10, which <see cref="StartAsync(CancellationToken)"/> does only where there is no other.</summary>
    public static Task<DockerDaemon> StartOlderAsync(CancellationToken cancellationToken = default) => StartAsync(Older, cancellationToken);

    private static async Task<DockerDaemon> StartAsync(IReadOnlyList<string> directories, CancellationToken cancellationToken)
    {
        var daemon = new DockerDaemon(directories);
        if (daemon._process is not { } process) return daemon;
        await Poll.UntilAsync(async () => process.HasExited || await daemon.AnswersAsync(cancellationToken), "Docker answers", Patience, cancellationToken);
        daemon.Fault = process.HasExited ? "Docker does not run here: " + File.ReadLines(daemon._folder + "/log").LastOrDefault() : null;
        return daemon;
    }

    /// <summary>Ends it, its containers, and all that they left on the machine.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await Command.TryAsync("kill", [$"{_process.Id}"]);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        await ProcessTable.KillAsync(process => process.Arguments.Any(argument => argument.StartsWith(_folder + "/", StringComparison.Ordinal)));
        await Cgroups.RemoveAsync(Name);
        foreach (var mount in MountTable.Read().Where(mount => mount.StartsWith(_folder + "/", StringComparison.Ordinal)).Reverse()) await Command.TryAsync("umount", ["--lazy", mount]);
        // Images may hold names that are not text, which Directory.Delete does not find again.
        await Command.TryAsync("rm", ["-rf", "--one-file-system", _folder]);
    }

    private List<int> ProcessesOf(string program) =>
        [.. ProcessTable.Read().Where(process => Path.GetFileName(process.Arguments[0]) == program && process.Arguments.Any(argument => argument.StartsWith(_folder + "/", StringComparison.Ordinal))).Select(process => process.Id)];

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        File.Exists(SocketPath) && (await Command.TryAsync("curl", ["--silent", "--fail", "--max-time", "5", "--unix-socket", SocketPath, "http://docker/_ping"], cancellationToken)).Code == 0;
}
