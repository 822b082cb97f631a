using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>
/// What the docker command line takes with two Docker Engines and with the panel, each with data of its own and the same image: they take turns,
/// so that what else the machine does falls on all. It is left out, with the reason, where Docker does not run.
/// </summary>
internal static class DockerBenchmark
{
    private const int Runs = 30;
    private const int Listed = 1000;

    /// <summary>How many start at once, and how often.</summary>
    private static readonly (int Count, int Runs)[] Parallel = [(16, 10), (100, 3)];

    private static readonly string Cli = Path.Combine(Repository.Root, "artifacts/clients/docker") is var fetched && File.Exists(fetched) ? fetched : "docker";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var newer = await DockerDaemon.StartAsync(cancellationToken);
        await using var older = await DockerDaemon.StartOlderAsync(cancellationToken);
        if ((newer.Fault ?? older.Fault) is { } fault)
        {
            Console.WriteLine($"\nNo two Docker Engines to compare with. {fault}");
            return;
        }

        await using var panel = await PanelProcess.StartAsync(cancellationToken: cancellationToken);
        Side[] sides = [new(newer.SocketPath), new(older.SocketPath), new(panel.Roots.Paths.RunRoot + "/docker.sock")];
        var tar = Path.GetDirectoryName(panel.Roots.Paths.DataRoot) + "/busybox.tar";
        await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap", "images", "build.sh"), "busybox", tar], cancellationToken);
        foreach (var side in sides) await side.CallAsync(["import", tar, "busybox"], cancellationToken);
        var versions = await Task.WhenAll(sides[..2].Select(side => side.CallAsync(["version", "--format", "{{.Server.Version}}"], cancellationToken)));
        var table = new Table(["command", .. versions.Select(version => $"Docker {version.Trim()}"), "panel", $"Docker {versions[0].Trim()} / panel"]);
        await CompareAsync(table, "`docker run --rm busybox true`", Runs, sides, side => side.CallAsync(["run", "--rm", "busybox", "true"], cancellationToken));
        foreach (var side in sides) await side.CallAsync(["run", "-d", "--name", "host", "busybox", "sleep", "100000"], cancellationToken);
        await CompareAsync(table, "`docker exec host true`", Runs, sides, side => side.CallAsync(["exec", "host", "true"], cancellationToken));
        foreach (var (count, runs) in Parallel)
            await CompareAsync(table, $"{count} times `docker run -d busybox sleep 100000` at once", runs, sides, side => StartManyAsync(side, count, cancellationToken), side => side.RemoveAllAsync(cancellationToken));
        foreach (var side in sides) await side.CreateManyAsync(Listed, cancellationToken);
        await CompareAsync(table, $"`docker ps -a` with {Listed:N0} containers", Runs, sides, side => side.CallAsync(["ps", "-a"], cancellationToken));
        table.Print("Two Docker Engines and the panel through the same command line, medians");
        foreach (var side in sides) side.Dispose();
    }

    private static async Task CompareAsync(Table table, string what, int count, Side[] sides, Func<Side, Task> measured, Func<Side, Task>? after = null)
    {
        var samples = sides.Select(_ => new Samples()).ToArray();
        for (var run = -1; run < count; run++) // the first warms up
        {
            foreach (var (side, taken) in sides.Zip(samples))
            {
                var begin = Stopwatch.GetTimestamp();
                await measured(side);
                if (run >= 0) taken.Add(Stopwatch.GetElapsedTime(begin));
                if (after is not null) await after(side);
            }
        }

        table.Add([$"{what}, n = {count}", .. samples.Select(sample => sample.Median), samples[^1].Ratio(samples[0])]);
    }

    private static Task<string[]> StartManyAsync(Side side, int count, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => side.CallAsync(["run", "-d", "busybox", "sleep", "100000"], cancellationToken)));

    /// <summary>One of the engines.</summary>
    private sealed class Side(string socket) : IDisposable
    {
        private readonly HttpClient _api = new(new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken) }) { BaseAddress = new Uri("http://docker") };

        public Task<string> CallAsync(string[] arguments, CancellationToken cancellationToken) => Command.OutputAsync(Cli, ["--host", "unix://" + socket, .. arguments], cancellationToken);

        public async Task RemoveAllAsync(CancellationToken cancellationToken)
        {
            var ids = await CallAsync(["ps", "--all", "--quiet"], cancellationToken);
            await CallAsync(["rm", "--force", .. ids.Split('\n', StringSplitOptions.RemoveEmptyEntries)], cancellationToken);
        }

        public async Task CreateManyAsync(int count, CancellationToken cancellationToken)
        {
            for (var index = 0; index < count; index++)
            {
                using var answer = await _api.PostAsJsonAsync("/v1.41/containers/create", new { Image = "busybox", Cmd = new[] { "true" } }, cancellationToken);
                answer.EnsureSuccessStatusCode();
            }
        }

        public void Dispose() => _api.Dispose();

        private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        }
    }
}
