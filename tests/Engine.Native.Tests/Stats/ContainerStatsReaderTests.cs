using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Tests.Stats;

public sealed class ContainerStatsReaderTests
{
    [Fact]
    public async Task Stream_BusyProcessInACgroup_IsCounted()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Cgroups need root.");
        var mounted = CgroupHierarchies.Mounted(await File.ReadAllTextAsync("/proc/self/mounts", TestContext.Current.CancellationToken));
        var name = "panel-test-" + Guid.NewGuid().ToString("N")[..8];
        var groups = ((string[])["cpuacct", "cpu", "memory", "pids"]).Where(mounted.ContainsKey).Select(controller => $"{mounted[controller]}/{name}").Distinct().ToList();
        Assert.SkipWhen(groups.Count == 0, "This machine has cgroup v2 only; the privileged tests cover it with the shim.");
        groups.ForEach(group => Directory.CreateDirectory(group));
        using var busy = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "while :; do :; done"]))!;
        try
        {
            groups.ForEach(group => File.WriteAllText(group + "/cgroup.procs", busy.Id.ToString()));
            List<ContainerStats> samples = [];
            await foreach (var sample in new ContainerStatsReader(name, busy.Id).StreamAsync(TestContext.Current.CancellationToken))
            {
                samples.Add(sample);
                if (samples.Count == 2) busy.Kill();
            }
            Assert.Equal(0, samples[0].CpuPercent);
            Assert.InRange(samples[1].CpuPercent, 1, 110);
            Assert.True(samples[1].CpuNanoseconds > samples[0].CpuNanoseconds);
            Assert.True(samples[1].MemoryLimitBytes > 0);
            Assert.Equal(1, samples[0].Pids);
        }
        finally
        {
            if (!busy.HasExited) busy.Kill();
            await busy.WaitForExitAsync(CancellationToken.None);
            groups.ForEach(group => Directory.Delete(group));
        }
    }
}
