using System.Diagnostics;
using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>
/// Memory after an hour of the same use: a Docker Engine and the panel each run, list, inspect, read, follow, copy and remove containers by the docker
/// command line, in turns, with 20 others running. Docker's figure is that of dockerd and its containerd; shims are counted by themselves.
/// </summary>
internal static class UseBenchmark
{
    private const int Running = 20;
    private static readonly TimeSpan Use = TimeSpan.FromHours(1);
    private static readonly string Cli = Path.Combine(Repository.Root, "artifacts/clients/docker");

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var docker = await DockerDaemon.StartAsync(cancellationToken);
        if (docker.Fault is not null)
        {
            Console.WriteLine($"\nNo Docker Engine to compare with. {docker.Fault}");
            return;
        }

        await using var panel = await PanelProcess.StartAsync(cancellationToken: cancellationToken);
        Side[] sides =
        [
            new("dockerd and containerd", docker.SocketPath, () => docker.ProcessIds, () => docker.ShimIds),
            new("panel", panel.Roots.Paths.RunRoot + "/docker.sock", () => [panel.Id], () => Shims(panel.Roots)),
        ];
        var tar = Path.GetDirectoryName(panel.Roots.Paths.DataRoot) + "/busybox.tar";
        await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap", "images", "build.sh"), "busybox", tar], cancellationToken);
        foreach (var side in sides)
        {
            await side.CallAsync(cancellationToken, "import", tar, "busybox");
            for (var index = 0; index < Running; index++) await side.CallAsync(cancellationToken, "run", "-d", "--name", $"host{index}", "busybox", "sleep", "100000");
        }

        var table = new Table("engine", "rounds", "RSS", "PSS", $"RSS of {Running} shims", "PSS");
        await AddAsync(table, sides, "before", cancellationToken);
        var rounds = 0;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < Use; rounds++)
        {
            foreach (var side in sides) await RoundAsync(side, rounds, tar, cancellationToken);
        }

        await AddAsync(table, sides, $"{rounds:N0}", cancellationToken);
        table.Print($"Memory at rest before and after {Use.TotalMinutes:0} minutes of use");
    }

    private static async Task RoundAsync(Side side, int round, string file, CancellationToken cancellationToken)
    {
        var name = $"round{round}";
        await side.CallAsync(cancellationToken, "run", "--rm", "busybox", "true");
        await side.CallAsync(cancellationToken, "run", "-d", "--name", name, "busybox", "sh", "-c", "seq 10000; exec sleep 1000");
        await side.CallAsync(cancellationToken, "exec", name, "ls", "/");
        await side.CallAsync(cancellationToken, "cp", file, $"{name}:/copied");
        await side.CallAsync(cancellationToken, "logs", name);
        await side.CallAsync(cancellationToken, "ps", "-a");
        await side.CallAsync(cancellationToken, "inspect", name);
        await side.CallAsync(cancellationToken, "stats", "--no-stream", name);
        await side.CallAsync(cancellationToken, "commit", name, $"made{round % 5}");
        await side.CallAsync(cancellationToken, "rm", "-f", name);
    }

    private static async Task AddAsync(Table table, Side[] sides, string rounds, CancellationToken cancellationToken)
    {
        await Task.Delay(MemoryBenchmark.Settle, cancellationToken);
        foreach (var side in sides)
        {
            var (engine, shims) = (side.Engine(), side.Shims());
            table.Add(side.Name, rounds, Sum(engine, ProcessTable.ResidentBytes), Sum(engine, ProcessTable.ProportionalBytes), Sum(shims, ProcessTable.ResidentBytes), Sum(shims, ProcessTable.ProportionalBytes));
        }
    }

    private static string Sum(IReadOnlyList<int> processes, Func<int, long> measure) => MemoryBenchmark.Megabytes(processes.Sum(measure));

    private static IReadOnlyList<int> Shims(PanelRoots roots) =>
        [.. ProcessTable.Read().Where(process => process.Arguments.Any(argument => argument.StartsWith(roots.Paths.RunRoot + "/", StringComparison.Ordinal))).Select(process => process.Id)];

    /// <summary>One of the engines, with the processes that are its own.</summary>
    private sealed record Side(string Name, string Socket, Func<IReadOnlyList<int>> Engine, Func<IReadOnlyList<int>> Shims)
    {
        public Task<string> CallAsync(CancellationToken cancellationToken, params string[] arguments) => Command.OutputAsync(Cli, ["--host", "unix://" + Socket, .. arguments], cancellationToken);
    }
}
