using System.Diagnostics;
using Panel.Engine.Contract;

namespace Panel.Benchmarks;

/// <summary>What a container writes, to disk and back through the engine's reader.</summary>
internal static class LogBenchmark
{
    private const long Bytes = 512L * 1024 * 1024;
    private const string Line = "2026-01-01 GET /api/v1/containers/json 200 in 12 ms from 192.168.1.20, agent=curl/8.5.0, id=000000000001";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var engine = await BenchmarkEngine.StartAsync(cancellationToken);
        var spec = BenchmarkEngine.Spec("sh", "-c", $"yes '{Line}' | head -c {Bytes}") with { LogRotation = new LogRotation(4L * 1024 * 1024 * 1024, 1), NetworkMode = "none" };
        var clock = Stopwatch.StartNew();
        var id = await engine.RunAsync(spec, cancellationToken);
        await engine.Containers.WaitAsync(id, cancellationToken: cancellationToken);
        var written = clock.Elapsed;

        clock.Restart();
        long lines = 0, bytes = 0;
        await foreach (var entry in engine.Containers.ReadLogsAsync(id, new LogQuery(), cancellationToken))
        {
            lines++;
            bytes += entry.Content.Length + 1;
        }

        var read = clock.Elapsed;
        clock.Restart();
        var tail = 0;
        await foreach (var _ in engine.Containers.ReadLogsAsync(id, new LogQuery { Tail = 1000 }, cancellationToken)) tail++;
        var tailed = clock.Elapsed;

        var table = new Table("what", "lines", "time", "MB/s", "lines/s");
        table.Add("container to disk", $"{lines:N0}", $"{written.TotalSeconds:0.00} s", Rate(Bytes / 1e6, written), Rate(lines, written));
        table.Add("disk to reader", $"{lines:N0}", $"{read.TotalSeconds:0.00} s", Rate(bytes / 1e6, read), Rate(lines, read));
        table.Add("last 1,000 lines", $"{tail:N0}", $"{tailed.TotalMilliseconds:0.0} ms", "", "");
        table.Print($"Log of {Bytes / 1024 / 1024} MiB in lines of {Line.Length + 1} bytes");
    }

    private static string Rate(double amount, TimeSpan time) => $"{amount / time.TotalSeconds:N0}";
}
