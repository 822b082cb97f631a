using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class UpdateTextTests
{
    private static readonly ContainerSpec s_before = new() { Image = "busybox", Resources = new() { MemoryBytes = 256 << 20, CpuShares = 512, DeviceRates = [new("/dev/sda") { ReadBytes = 1 << 20 }] } };

    [Fact]
    public void Update_TellsFromAndToOfWhatDiffers()
    {
        var update = new ContainerUpdate
        {
            Resources = s_before.Resources with { MemoryBytes = 512 << 20, MemorySwapBytes = -1, Cpus = 0.5, Pids = -1, BlkioWeight = 300, DeviceRates = [new("/dev/sdb") { WriteOperations = 9 }] },
            RestartPolicy = new RestartPolicy(RestartPolicyKind.OnFailure, 3),
        };

        Assert.Equal(
            "memory 256 MiB → 512 MiB, memory and swap twice the memory → no limit, CPUs no limit → 0.5, processes 2048 → no limit, disk weight default → 300, " +
            "rates of /dev/sda read 1 MiB/s → none, rates of /dev/sdb none → write 9 operations/s, restart no → on-failure:3",
            UpdateText.Of(s_before, update));
    }

    [Fact]
    public void Update_ToWhatItWas_SaysThatNothingDiffers() =>
        Assert.Equal("nothing changed", UpdateText.Of(s_before, new ContainerUpdate { Resources = s_before.Resources, RestartPolicy = RestartPolicy.No }));
}
