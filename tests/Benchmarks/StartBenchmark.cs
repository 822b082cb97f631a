using System.Diagnostics;
using Panel.Engine.Contract;

namespace Panel.Benchmarks;

/// <summary>Create, start, wait and remove of <c>busybox true</c> on the bridge network.</summary>
internal static class StartBenchmark
{
    private const int Count = 100;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var engine = await BenchmarkEngine.StartAsync(cancellationToken);
        string[] steps = ["create", "start", "wait", "remove"];
        var samples = steps.Append("all").ToDictionary(step => step, _ => new Samples());
        for (var run = -10; run < Count; run++) // the first ten warm up
        {
            var times = await OnceAsync(engine.Containers, cancellationToken);
            if (run < 0) continue;
            foreach (var (step, time) in steps.Zip(times)) samples[step].Add(time);
            samples["all"].Add(times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time));
        }

        var table = new Table("step", "median", "p95");
        foreach (var (step, sample) in samples) table.Add(step, sample.Median, sample.Percentile95);
        table.Print($"`busybox true` through the engine, bridge network, n = {Count}");
    }

    private static async Task<TimeSpan[]> OnceAsync(IContainers containers, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var created = await containers.CreateAsync(BenchmarkEngine.Spec("true"), cancellationToken);
        var afterCreate = Stopwatch.GetTimestamp();
        await containers.StartAsync(created.Id, cancellationToken);
        var afterStart = Stopwatch.GetTimestamp();
        var exit = await containers.WaitAsync(created.Id, cancellationToken: cancellationToken);
        var afterWait = Stopwatch.GetTimestamp();
        await containers.RemoveAsync(created.Id, cancellationToken: cancellationToken);
        var end = Stopwatch.GetTimestamp();
        if (exit.ExitCode != 0) throw new InvalidOperationException($"true ended with {exit.ExitCode}: {exit.Error}");
        return
        [
            Stopwatch.GetElapsedTime(begin, afterCreate), Stopwatch.GetElapsedTime(afterCreate, afterStart),
            Stopwatch.GetElapsedTime(afterStart, afterWait), Stopwatch.GetElapsedTime(afterWait, end),
        ];
    }
}
