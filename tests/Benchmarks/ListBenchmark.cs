using System.Diagnostics;
using Panel.Engine.Contract;

namespace Panel.Benchmarks;

/// <summary>Benchmarks the list of 1,000 containers.</summary>
internal static class ListBenchmark
{
    private const int Count = 1000;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var engine = await BenchmarkEngine.StartAsync(cancellationToken);
        var create = new Samples();
        for (var index = 0; index < Count; index++)
        {
            var begin = Stopwatch.GetTimestamp();
            await engine.Containers.CreateAsync(BenchmarkEngine.Spec("true") with { Name = $"container-{index}" }, cancellationToken);
            create.Add(Stopwatch.GetElapsedTime(begin));
        }

        var all = new Samples();
        var named = new Samples();
        for (var run = 0; run < 100; run++)
        {
            var begin = Stopwatch.GetTimestamp();
            var listed = await engine.Containers.ListAsync(new ContainerFilter(), cancellationToken);
            all.Add(Stopwatch.GetElapsedTime(begin));
            if (listed.Count != Count) throw new InvalidOperationException($"{listed.Count} are listed.");
            begin = Stopwatch.GetTimestamp();
            await engine.Containers.InspectAsync($"container-{run}", cancellationToken);
            named.Add(Stopwatch.GetElapsedTime(begin));
        }

        var table = new Table("what", "median", "p95");
        table.Add("list all", all.Median, all.Percentile95);
        table.Add("inspect one by name", named.Median, named.Percentile95);
        table.Add("create one", create.Median, create.Percentile95);
        table.Print($"{Count:N0} containers");
    }
}
