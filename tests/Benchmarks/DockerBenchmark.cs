using System.Diagnostics;
using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>
/// <c>docker run --rm busybox true</c> on a Docker Engine that this command starts with data of its own and stops again, beside the same
/// image. It is left out, with the reason, where Debian's docker.io is not installed: it is never installed here.
/// </summary>
internal static class DockerBenchmark
{
    private const int Count = 30;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        if ((await Command.TryAsync("bash", ["-c", "command -v dockerd"], cancellationToken)).Code != 0)
        {
            Console.WriteLine("\nNo Docker Engine to compare with: put dockerd of Debian's docker.io on the PATH for that; its service need not run.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("dkr").FullName;
        using var daemon = Start(folder);
        try
        {
            string[] host = ["--host", $"unix://{folder}/docker.sock"];
            await Poll.UntilAsync(async () => (await Command.TryAsync("docker", [.. host, "info"], cancellationToken)).Code == 0, "Docker Engine answers: " + folder + "/log", TimeSpan.FromSeconds(60), cancellationToken);
            await Command.OutputAsync("bash", [Path.Combine(Repository.Root, "docker-bootstrap", "images", "build.sh"), "busybox", folder + "/busybox.tar"], cancellationToken);
            await Command.OutputAsync("docker", [.. host, "import", folder + "/busybox.tar", "busybox"], cancellationToken);
            var samples = new Samples();
            for (var run = -3; run < Count; run++)
            {
                var begin = Stopwatch.GetTimestamp();
                await Command.OutputAsync("docker", [.. host, "run", "--rm", "busybox", "true"], cancellationToken);
                if (run >= 0) samples.Add(Stopwatch.GetElapsedTime(begin));
            }

            var table = new Table("command", "median", "p95");
            table.Add("`docker run --rm busybox true`", samples.Median, samples.Percentile95);
            table.Print($"Docker {(await Command.OutputAsync("docker", [.. host, "version", "--format", "{{.Server.Version}}"], cancellationToken)).Trim()}, n = {Count}");
        }
        finally
        {
            await Command.TryAsync("kill", [$"{daemon.Id}"], CancellationToken.None);
            await daemon.WaitForExitAsync(CancellationToken.None);
            foreach (var mount in MountTable.Read().Where(mount => mount.StartsWith(folder + "/", StringComparison.Ordinal)).Reverse()) await Command.TryAsync("umount", ["--lazy", mount], CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    // In a network namespace of its own, so that its bridge and its firewall rules touch nobody else.
    private static Process Start(string folder)
    {
        const string script = """ip link set lo up && exec dockerd --data-root "$0/data" --exec-root "$0/exec" --pidfile "$0/pid" --host "unix://$0/docker.sock" >"$0/log" 2>&1""";
        return Process.Start(new ProcessStartInfo("unshare", ["--net", "--", "bash", "-c", script, folder])) ?? throw new InvalidOperationException("dockerd did not start.");
    }
}
