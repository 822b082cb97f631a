using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>A file cut at any byte is either understood or reported as damaged; it never causes another error.</summary>
public sealed class TornStateTests
{
    private static readonly string s_id = new('a', 64);

    [Fact]
    public void Files_CutAtEveryByte_AreUnderstoodOrToldAsDamaged()
    {
        using var directory = new TemporaryDirectory();
        var paths = new EnginePaths(new EngineOptions { DataRoot = directory.At("data"), RunRoot = directory.At("run") });
        Directory.CreateDirectory(paths.ContainersRoot);
        Directory.CreateDirectory(paths.TemporaryRoot);
        using var files = new ContainerFiles(paths, new DraftFiles(TimeProvider.System, (path, fault) => Assert.Fail($"{path}: {fault}")));
        files.Create(Config(), new ContainerStateRecord { Status = ContainerStatus.Exited, ExitCode = 3 });
        Assert.Equal("name", files.LoadConfig(s_id).Name);
        Assert.Equal(3, files.LoadState(s_id).ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(paths.TemporaryRoot));
        Cut(paths.ContainerConfig(s_id), () => files.LoadConfig(s_id));
        Cut(paths.ContainerState(s_id), () => files.LoadState(s_id));
        File.WriteAllText(paths.ContainerExit(s_id), JsonSerializer.Serialize(new Protocol.ExitRecord { ExitCode = 1, FinishedUnixNanoseconds = 1 }, Protocol.ProtocolJson.Default.ExitRecord));
        Assert.Equal(1, files.LoadExit(s_id)?.ExitCode);
        File.WriteAllText(paths.ContainerExit(s_id), "{\"exitCode\":");
        Assert.Null(files.LoadExit(s_id));
    }

    private static void Cut(string path, Func<object> load)
    {
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<DamagedStateException>(load);
        }
        File.Delete(path);
        Assert.Throws<DamagedStateException>(load);
    }

    [Fact]
    public void DataRoot_InUse_IsRefusedToASecondEngine()
    {
        using var directory = new TemporaryDirectory();
        var paths = new EnginePaths(new EngineOptions { DataRoot = directory.Path, RunRoot = directory.At("run") });
        using (DataRootLock.Take(paths)) Assert.Contains(directory.Path, Assert.Throws<ConflictException>(() => DataRootLock.Take(paths)).Message);
        DataRootLock.Take(paths).Dispose();
    }

    private static ContainerConfig Config() => new()
    {
        Version = ContainerConfig.CurrentVersion,
        Id = s_id,
        Name = "name",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Spec = new ContainerSpec { Image = "busybox", Ports = [new(80)] },
        ImageId = "sha256:1",
        Process = new ProcessDetails(["sh"], ["A=1"], "/", "", "SIGTERM"),
        Labels = new() { ["a"] = "b" },
        ExposedPorts = [new(53, PortProtocol.Udp)],
        Mounts = [new(MountKind.Volume, "/data", "v")],
        LogRotation = new(4096, 1),
        UserNamespaceBase = 1 << 24,
    };
}
