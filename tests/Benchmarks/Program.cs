using Panel.Benchmarks;

Dictionary<string, Func<CancellationToken, Task>> benchmarks = new()
{
    ["start"] = StartBenchmark.RunAsync,
    ["logs"] = LogBenchmark.RunAsync,
    ["list"] = ListBenchmark.RunAsync,
    ["memory"] = MemoryBenchmark.RunAsync,
    ["browser"] = BrowserBenchmark.RunAsync,
    ["docker"] = DockerBenchmark.RunAsync,
    ["signin"] = SignInBenchmark.RunAsync,
    ["images"] = ImageBenchmark.RunAsync,
    ["use"] = UseBenchmark.RunAsync,
};
// An hour is for those who ask for it.
var chosen = args is [] or ["all"] ? [.. benchmarks.Keys.Where(name => name != "use")] : args;
if (chosen.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'; there are {string.Join(", ", benchmarks.Keys)} and all.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
Console.WriteLine(Machine.Describe());
foreach (var name in chosen) await benchmarks[name](stop.Token);
return 0;
