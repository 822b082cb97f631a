using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class SummaryOfTests
{
    [Fact]
    public void Summary_OfOptionsThatThisKernelDoesNotKnow_SaysSo()
    {
        var sentence = Assert.Single(SummaryOf.Container(Config("FLY"), new ContainerStateRecord { Status = ContainerStatus.Created }).Weaknesses);
        Assert.StartsWith("Its security cannot be assessed: There is no capability 'FLY'", sentence);
        Assert.Empty(SummaryOf.Container(Config("FLY"), new ContainerStateRecord { Status = ContainerStatus.Dead }).Weaknesses);
    }

    [Fact]
    public void Summary_OfAWeakContainer_TellsItsWeaknesses() =>
        Assert.Contains("CAP_NET_ADMIN", Assert.Single(SummaryOf.Container(Config("NET_ADMIN"), new ContainerStateRecord { Status = ContainerStatus.Created }).Weaknesses));

    private static ContainerConfig Config(string capability) => new()
    {
        Version = ContainerConfig.CurrentVersion,
        Id = new string('a', 64),
        Name = "name",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Spec = new ContainerSpec { Image = "busybox", Security = new() { CapabilitiesAdd = [capability] } },
        ImageId = "sha256:1",
        Process = new ProcessDetails(["sh"], [], "/", "", "SIGTERM"),
        Labels = [],
        ExposedPorts = [],
        Mounts = [],
        LogRotation = new LogRotation(4096, 1),
        UserNamespaceBase = 1_000_000,
    };
}
