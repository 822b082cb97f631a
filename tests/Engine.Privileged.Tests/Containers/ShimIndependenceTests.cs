using System.Globalization;

namespace Panel.Engine.Privileged.Tests.Containers;

public sealed class ShimIndependenceTests
{
    [Fact]
    public async Task Shim_OfARunningContainer_HoldsNothingOfTheEngine()
    {
        var token = TestContext.Current.CancellationToken;
        await using var harness = await EngineHarness.StartAsync(token);
        var id = await harness.RunAsync("sleep 600");
        var init = (await harness.Containers.InspectAsync(id, token)).Summary.State.Pid;
        var shim = int.Parse(Field(init, "PPid:"), CultureInfo.InvariantCulture);
        Assert.Equal(shim.ToString(CultureInfo.InvariantCulture), Session(shim));
        var foreign = Directory.EnumerateFiles($"/proc/{shim}/fd")
            .Select(path => new FileInfo(path).LinkTarget ?? "")
            .Where(target => target.EndsWith("engine.lock", StringComparison.Ordinal) || target.EndsWith("state.json", StringComparison.Ordinal) || target.EndsWith(".dll", StringComparison.Ordinal));
        Assert.Empty(foreign);
        Assert.Equal(["0", "1", "2"], Directory.EnumerateFiles($"/proc/{init}/fd").Select(path => Path.GetFileName(path)).Order());
    }

    private static string Field(int pid, string name) =>
        File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1];

    private static string Session(int pid) => File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ')[3];
}
