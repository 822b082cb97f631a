using System.Text.RegularExpressions;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Two engines on one machine: no user of the host is in containers of both.</summary>
public sealed class TwoEnginesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Containers_OfTwoEnginesAtOnce_HaveDifferentHostUsers()
    {
        await using var first = await EngineHarness.StartAsync(Token);
        await using var second = await EngineHarness.StartAsync(Token);
        var bases = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            var harness = i % 2 == 0 ? first : second;
            return await BaseAsync(harness, (await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["true"] }, Token)).Id);
        }));
        Assert.Equal(10, bases.Distinct().Count());
    }

    /// <summary>As engines before the shared file left them: a container that runs goes on, and gets its own ids at its next start.</summary>
    [Fact]
    public async Task Container_WithTheRangeOfAnotherEngine_GetsAnotherAtItsNextStart()
    {
        await using var first = await EngineHarness.StartAsync(Token);
        await using var second = await EngineHarness.StartAsync(Token);
        var theirs = await BaseAsync(first, await first.RunAsync("sleep 1000"));
        var id = await second.RunAsync("echo kept >> /file; cat /file; stat -c %u /file; exec sleep 1000");
        var joined = (await second.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["sleep", "1000"], NetworkMode = "container:" + id }, Token)).Id;
        await second.UntilLoggedAsync(id, "kept\n0", Token);
        await second.RestartAsync(Token, () =>
        {
            foreach (var container in new[] { id, joined }) SetBase(second.Engine.Paths.ContainerConfig(container), theirs);
        });

        Assert.True((await second.StateAsync(id, Token)).Status == ContainerStatus.Running);
        await second.Containers.StopAsync(id, TimeSpan.Zero, Token);
        await second.Containers.StartAsync(id, Token);
        await second.Containers.StartAsync(joined, Token);
        await second.UntilLoggedAsync(id, "kept\n0\nkept\nkept\n0", Token);
        var own = await BaseAsync(second, id);
        Assert.NotEqual(theirs, own);
        Assert.Equal(own, await BaseAsync(second, joined));
        Assert.Contains($" {own} ", Regex.Replace(await File.ReadAllTextAsync($"/proc/{(await second.StateAsync(joined, Token)).Pid}/uid_map", Token), " +", " "), StringComparison.Ordinal);
    }

    private static async Task<long> BaseAsync(EngineHarness harness, string id) => (await harness.Containers.InspectAsync(id, Token)).UserNamespaceBase!.Value;

    private static void SetBase(string config, long first) =>
        File.WriteAllText(config, Regex.Replace(File.ReadAllText(config), "(\"userNamespaceBase\":) ?[0-9]+", $"${{1}}{first}", RegexOptions.IgnoreCase));
}
