using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>Resident memory of shims and of the idle panel.</summary>
internal static class MemoryBenchmark
{
    /// <summary>After it a program that was started is at rest, and has given back what it gives back.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var table = new Table("running containers", "panel RSS", "PSS", "RSS of a shim (median)", "PSS", "of it private");
        foreach (var count in new[] { 0, 20, 200 }) await MeasureAsync(count, table, cancellationToken);
        table.Print("Memory at rest");
    }

    private static async Task MeasureAsync(int count, Table table, CancellationToken cancellationToken)
    {
        await using var engine = await BenchmarkEngine.StartAsync(cancellationToken);
        for (var index = 0; index < count; index++) await engine.RunAsync(BenchmarkEngine.Spec("sleep", "100000"), cancellationToken);
        await engine.StopAsync();
        await using var panel = await PanelProcess.StartAsync(engine.Roots, cancellationToken: cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        var shims = ProcessTable.Read().Where(process => process.Arguments.Any(argument => argument.StartsWith(engine.Roots.Paths.RunRoot + "/", StringComparison.Ordinal))).ToList();
        table.Add($"{count}", Megabytes(ProcessTable.ResidentBytes(panel.Id)), Megabytes(ProcessTable.ProportionalBytes(panel.Id)),
            Median(shims, ProcessTable.ResidentBytes), Median(shims, ProcessTable.ProportionalBytes), Median(shims, ProcessTable.PrivateBytes));
    }

    private static string Median(List<ProcessTable.Entry> shims, Func<int, long> measure) =>
        shims.Count == 0 ? "" : Megabytes(shims.Select(shim => measure(shim.Id)).Order().ElementAt(shims.Count / 2));

    public static string Megabytes(long bytes) => $"{bytes / 1e6:0.0} MB";
}
