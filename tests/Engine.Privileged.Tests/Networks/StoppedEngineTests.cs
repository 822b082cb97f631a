using Panel.Engine.Linux.NetFilter;
using Panel.Engine.Native;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>What an engine that stops leaves on the host.</summary>
public sealed class StoppedEngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_WhileNothingRuns_LeavesNoBridgeTableOrCgroup()
    {
        await using var harness = await EngineHarness.StartAsync(Cancellation);
        var ended = await harness.RunAsync("exit 0");
        await harness.Containers.WaitAsync(ended, cancellationToken: Cancellation);
        Assert.Contains("bridge", Left(harness.Engine.Paths));
        var left = "";

        await harness.RestartAsync(Cancellation, between: () => left = Left(harness.Engine.Paths));

        Assert.Equal("", left);
        Assert.Equal("bridge table", Left(harness.Engine.Paths, withCgroup: false));
    }

    [Fact]
    public async Task Stop_WhileAContainerRuns_LeavesWhatItNeeds()
    {
        await using var harness = await EngineHarness.StartAsync(Cancellation);
        await harness.RunAsync("exec sleep 1000");
        var left = "";

        await harness.RestartAsync(Cancellation, between: () => left = Left(harness.Engine.Paths));

        Assert.Equal("bridge table cgroup", left);
    }

    private static string Left(EnginePaths paths, bool withCgroup = true)
    {
        List<string> left = [];
        if (Directory.Exists($"/sys/class/net/{paths.BridgeName}")) left.Add("bridge");
        if (NatRuleset.Tables(Nftables.Run("list tables")).Any(table => table.Name == paths.InstanceName)) left.Add("table");
        if (withCgroup && Cgroups.Find(paths.InstanceName).Any()) left.Add("cgroup");
        return string.Join(' ', left);
    }
}
