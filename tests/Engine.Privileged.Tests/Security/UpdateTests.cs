using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Limits of a running container, as the kernel's files show them on cgroup v1 and v2.</summary>
public sealed class UpdateTests
{
    private const long MiB = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_OfARunningContainer_HoldsAtOnceAndOverARestart()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 60", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 64 * MiB, Cpus = 0.5, Pids = 50 } });
        var limits = new ResourceLimits { MemoryBytes = 128 * MiB, MemorySwapBytes = 128 * MiB, Cpus = 0.25, CpuShares = 512, CpusetCpus = "0", Pids = 77 };
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = limits }, Token);
        var files = new GroupFiles(harness, id);
        Assert.Equal((128 * MiB, "77", "0"), (files.Memory, files.Pids, files.Cpus));
        Assert.Equal(25_000, files.Quota);
        await harness.RestartAsync(Token);
        Assert.Equivalent(limits, (await harness.Containers.InspectAsync(id, Token)).Spec.Resources, strict: true);
        await harness.Containers.RestartAsync(id, TimeSpan.Zero, Token);
        Assert.Equal((128 * MiB, "77", 25_000), (files.Memory, files.Pids, files.Quota));
    }

    [Fact]
    public async Task Quota_OfAPeriod_IsTheKernels()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 60", spec => spec with { Resources = new ResourceLimits { CpuQuota = 7777, CpuPeriod = 20_000 } });
        var files = new GroupFiles(harness, id);
        Assert.Equal((7777, 20_000), (files.Quota, files.Period));
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new ResourceLimits { CpuQuota = 7777, CpuPeriod = 30_000 } }, Token);
        Assert.Equal((7777, 30_000), (files.Quota, files.Period));
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new ResourceLimits { CpuQuota = 50_000 } }, Token);
        Assert.Equal((50_000, 100_000), (files.Quota, files.Period));
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new ResourceLimits { CpuQuota = -1 } }, Token);
        Assert.Equal(-1, files.Quota);
    }

    [Fact]
    public async Task Update_ToNoLimits_LiftsThem()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 60", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 64 * MiB, Cpus = 0.5, CpusetCpus = "0", Pids = -1 } });
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new ResourceLimits() }, Token);
        var files = new GroupFiles(harness, id);
        Assert.True(files.Memory > 1L << 50, $"memory {files.Memory}");
        Assert.Equal((-1, "2048"), (files.Quota, files.Pids));
        Assert.Equal((await File.ReadAllTextAsync("/sys/devices/system/cpu/online", Token)).Trim(), files.Cpus);
    }

    [Fact]
    public async Task Update_ThatIsWrong_ChangesNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 60", spec => spec with { Resources = new ResourceLimits { Pids = 50 } });
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = new ResourceLimits { Pids = 60, MemoryBytes = 1 } }, Token));
        Assert.Equal("Resources.MemoryBytes", refusal.Field);
        Assert.Equal("50", new GroupFiles(harness, id).Pids);
        Assert.Equal(50, (await harness.Containers.InspectAsync(id, Token)).Spec.Resources.Pids);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => harness.Containers.UpdateAsync("nobody", new ContainerUpdate(), Token));
    }

    [Fact]
    public async Task Update_OfTheRestartPolicy_CountsAtTheNextExit()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("echo run; sleep 0.3");
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { RestartPolicy = new RestartPolicy(RestartPolicyKind.Always) }, Token);
        await Panel.Tests.Shared.Poll.UntilAsync(async () => (await harness.LogAsync(id, Token)).StartsWith("run\nrun", StringComparison.Ordinal), "it ran twice", cancellationToken: Token);
        await harness.Containers.UpdateAsync(id, new ContainerUpdate { RestartPolicy = RestartPolicy.No }, Token);
        await harness.Containers.StopAsync(id, TimeSpan.Zero, Token);
    }

    [Fact]
    public async Task Reservation_SwapAndNodes_AreTheKernelsAndAreLifted()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("sleep 60", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 64 * MiB, MemoryReservationBytes = 32 * MiB, CpusetMems = "0" } });
        var files = new GroupFiles(harness, id);
        Assert.Equal((64 * MiB, 32 * MiB, "0"), (files.Memory, files.Reservation, files.Nodes));
        await UpdateAsync(new() { MemoryBytes = 64 * MiB, MemorySwapBytes = 96 * MiB, MemoryReservationBytes = 16 * MiB });
        Assert.Equal(16 * MiB, files.Reservation);
        if (HasSwap()) Assert.Equal(files.IsV2 ? 32 * MiB : 96 * MiB, files.Swap);
        await UpdateAsync(new() { MemoryBytes = 64 * MiB, MemorySwapBytes = -1 });
        if (HasSwap()) Assert.True(files.Swap > 1L << 50, $"swap {files.Swap}");
        // The soft limit of v1 is lifted; of v2 nothing is kept.
        Assert.True(files.IsV2 ? files.Reservation == 0 : files.Reservation > 1L << 50, $"reservation {files.Reservation}");

        async Task UpdateAsync(ResourceLimits limits) => Assert.Equal(HasSwap(), (await harness.Containers.UpdateAsync(id, new ContainerUpdate { Resources = limits }, Token)).Count == 0);
        bool HasSwap() => files.Exists("memory", "memory.memsw.limit_in_bytes", "memory.swap.max");
    }
}
