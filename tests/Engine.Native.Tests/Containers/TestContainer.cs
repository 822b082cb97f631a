using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>Containers without files.</summary>
internal static class TestContainer
{
    public static Container Created(IContainerJournal journal) => New("ab", "web", new() { Status = ContainerStatus.Created }, journal);

    public static Container Running(IContainerJournal journal) =>
        New("ab", "web", new() { Status = ContainerStatus.Running, BootId = "boot", Pid = 4, ShimPid = 3, StartTimeTicks = 5 }, journal);

    public static Container Exited(string prefix, string name) => New(prefix, name, new() { Status = ContainerStatus.Exited, ExitCode = 3 }, new NotedJournal());

    private static Container New(string prefix, string name, ContainerStateRecord state, IContainerJournal journal) => new(
        new ContainerConfig
        {
            Version = 1,
            Id = prefix.PadRight(64, '0'),
            Name = name,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Spec = new ContainerSpec { Image = "busybox:1" },
            ImageId = "sha256:1",
            Process = new ProcessDetails(["sh"], [], "/", "", "SIGTERM"),
            Labels = new() { ["tier"] = "web" },
            ExposedPorts = [],
            Mounts = [new(MountKind.Volume, "/data", "vol")],
            LogRotation = new(4096, 1),
        },
        state,
        journal);
}
