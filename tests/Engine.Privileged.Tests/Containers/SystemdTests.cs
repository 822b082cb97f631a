using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Security;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>systemd as a container's first process, as people run it in Docker: with a tmpfs on /run and on /run/lock, and its own stop signal.</summary>
public sealed class SystemdTests
{
    // What a user namespace does not let it mount; nothing needs them.
    private static readonly string[] s_explained = ["proc-sys-fs-binfmt_misc.automount", "sys-fs-fuse-connections.mount", "sys-kernel-config.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount"];

    // Emulation, and a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 130)]
    public async Task Systemd_AsFirstProcess_RunsServicesAndStopsByItsSignal(bool privileged, int exitCode)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        await using (var tar = File.OpenRead(await SystemdImage.PathAsync(Token)))
            await harness.Engine.Images.ImportAsync(tar, "systemd:latest", new ImageConfiguration { Command = ["/sbin/init"], StopSignal = "SIGRTMIN+3" }, null, Token);
        var before = await harness.TracesAsync();
        var created = await harness.Containers.CreateAsync(
            new ContainerSpec
            {
                Image = "systemd:latest",
                Tty = true,
                Mounts = [new(MountKind.Tmpfs, "/run"), new(MountKind.Tmpfs, "/run/lock")],
                Security = new() { Privileged = privileged },
                Resources = new() { MemoryBytes = 128 << 20, MemorySwapBytes = 128 << 20, Pids = 100 },
            },
            Token);
        var id = created.Id;
        await harness.Containers.StartAsync(id, Token);
        await UntilUpAsync(harness, id, privileged);
        Assert.Contains("Reached target", await harness.LogAsync(id, Token));

        await RunServiceAsync(harness, id);
        await HoldLimitsAsync(harness, id);

        await harness.Containers.RestartAsync(id, s_patience, Token);
        await UntilUpAsync(harness, id, privileged);
        Assert.True(await harness.Containers.StopAsync(id, s_patience, Token));
        Assert.Equal((ContainerStatus.Exited, exitCode), (await harness.StateAsync(id, Token)) is var state ? (state.Status, state.ExitCode) : default);
        await harness.Containers.RemoveAsync(id, removeVolumes: true, cancellationToken: Token);
        Assert.Equal(before, await harness.TracesAsync());
    }

    private static async Task UntilUpAsync(EngineHarness harness, string id, bool privileged)
    {
        var told = "";
        await Poll.UntilAsync(
            async () => (told = await harness.ExecAsync(id, "systemctl is-system-running 2>&1; true")) is "running" or "degraded", "systemd is up", s_patience, Token);
        var failed = (await harness.ExecAsync(id, "systemctl list-units --failed --plain --no-legend")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(failed, unit => Assert.Contains(unit.Split(' ')[0], privileged ? s_explained : []));
        Assert.Equal(failed.Length == 0 ? "running" : "degraded", told);
    }

    private static async Task RunServiceAsync(EngineHarness harness, string id)
    {
        Assert.Contains("/sbin/init", await harness.ExecAsync(id, "systemctl status --no-pager"));
        await harness.ExecAsync(id, "systemd-run --quiet --unit=job sh -c 'echo heard; exec sleep 1000'");
        Assert.Equal("active\n/system.slice/job.service", await harness.ExecAsync(id, "systemctl is-active job; cut -d: -f3 /proc/$(systemctl show -P MainPID job)/cgroup | tail -n 1"));
        await Poll.UntilAsync(async () => (await harness.ExecAsync(id, "journalctl --sync; journalctl --no-pager -o cat -u job")).Split('\n').Contains("heard"), "the journal has the service's line", s_patience, Token);
        Assert.Equal("inactive", await harness.ExecAsync(id, "systemctl stop job; systemctl is-active job; test ! -e /sys/fs/cgroup/system.slice/job.service"));
    }

    // Nothing that systemd says of a unit is more than what the container has.
    private static async Task HoldLimitsAsync(EngineHarness harness, string id)
    {
        // It would wait for ever if it had its 300 processes.
        await harness.ExecAsync(id, "systemd-run --quiet --wait -p TasksMax=infinity sh -c 'i=0; while [ $i -lt 300 ]; do sleep 1000 & i=$((i + 1)); done; wait'; test $? != 0");
        Assert.False((await harness.StateAsync(id, Token)).OomKilled);
        await harness.ExecAsync(id, "systemctl reset-failed; systemd-run --quiet --wait -p MemoryMax=infinity tail /dev/zero; test $? != 0; systemctl reset-failed");
        await Poll.UntilAsync(async () => (await harness.StateAsync(id, Token)).OomKilled, "what takes more memory is killed", s_patience, Token);
        var files = new GroupFiles(harness, id);
        Assert.Equal(("100", 128L << 20), (files.Pids, files.Memory));
    }
}
