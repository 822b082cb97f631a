using Panel.Engine.Contract;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>The shutdown of the machine.</summary>
public sealed class StopAllTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StopAll_EndsEachByItsOwnSignal_AndPoliciesStartThemWithTheNextEngine()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        const string graceful = "trap 'exit 3' USR1; echo ready; while :; do sleep 0.05; done";
        var plain = await harness.RunAsync(graceful, spec => spec with { StopSignal = "SIGUSR1" });
        var always = await harness.RunAsync(graceful, spec => spec with { StopSignal = "SIGUSR1", RestartPolicy = new RestartPolicy(RestartPolicyKind.Always) });
        var unlessStopped = await harness.RunAsync("exec sleep 600", spec => spec with { StopTimeout = TimeSpan.Zero, RestartPolicy = new RestartPolicy(RestartPolicyKind.UnlessStopped) });
        await harness.UntilLoggedAsync(plain, "ready", Token);
        await harness.UntilLoggedAsync(always, "ready", Token);

        await harness.Containers.StopAllAsync(Token);

        Assert.Equal([(ContainerStatus.Exited, 3), (ContainerStatus.Exited, 3), (ContainerStatus.Exited, 137)], await StatesAsync(harness, plain, always, unlessStopped));
        await Task.Delay(500, Token);
        Assert.Equal([(ContainerStatus.Exited, 3), (ContainerStatus.Exited, 3), (ContainerStatus.Exited, 137)], await StatesAsync(harness, plain, always, unlessStopped));

        await harness.RestartAsync(Token);
        await Panel.Tests.Shared.Poll.UntilAsync(
            async () => (await StatesAsync(harness, plain, always, unlessStopped)).Select(state => state.Status).SequenceEqual([ContainerStatus.Exited, ContainerStatus.Running, ContainerStatus.Running]),
            "those with a policy run again", cancellationToken: Token);
    }

    private static async Task<(ContainerStatus Status, int ExitCode)[]> StatesAsync(EngineHarness harness, params string[] ids) =>
        [.. (await Task.WhenAll(ids.Select(id => harness.StateAsync(id, Token)))).Select(state => (state.Status, state.ExitCode))];
}
