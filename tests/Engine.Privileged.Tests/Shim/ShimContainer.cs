using System.Diagnostics;
using System.Net.Sockets;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Privileged.Tests.Shim;

/// <summary>A container of a busybox image in directories of its own, run by a real shim.</summary>
internal sealed class ShimContainer : IDisposable
{
    private const long FirstId = 1_000_000;

    private readonly List<Process> _processes = [];

    public ShimContainer(params string[] command)
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists("/bin/busybox"), "needs root and busybox-static");
        Directory.CreateDirectory(Image);
        foreach (var directory in new[] { "bin", "etc", "tmp", "root" })
            Directory.CreateDirectory($"{Image}/{directory}");
        File.Copy("/bin/busybox", $"{Image}/bin/busybox");
        foreach (var applet in new[] { "sh", "cat", "echo", "id", "sleep", "kill", "head", "dd", "ls", "stat", "touch", "true", "yes", "seq", "tail", "tr", "hostname", "grep", "mkdir", "readlink", "pwd", "env", "stty", "test", "ps", "mount", "umount" })
            File.CreateSymbolicLink($"{Image}/bin/{applet}", "busybox");
        File.WriteAllText($"{Image}/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        File.WriteAllText($"{Image}/etc/group", "root:x:0:\nwheel:x:10:root,alice\nalice:x:1000:\n");
        foreach (var directory in new[] { "layer/upper", "layer/work", "mnt" })
            Directory.CreateDirectory($"{Home}/{directory}");
        Spec = new ShimSpec
        {
            ContainerId = Id,
            BootId = "test",
            ExitFile = $"{Home}/exit.json",
            SocketPath = $"{Home}/shim.sock",
            CgroupPath = $"panel-shimtest-{Id}/c",
            Rootfs = new RootfsSpec { LowerDirectories = [Image], UpperDirectory = Upper, WorkDirectory = $"{Home}/layer/work", MountPoint = $"{Home}/mnt" },
            Process = new ProcessSpec { Arguments = [.. command] },
            Hostname = "box",
            UserNamespace = new UserNamespaceSpec { FirstId = FirstId, Count = 65536 },
            Network = new NetworkSpec { Kind = NetworkKind.None },
            Log = new LogSpec { Path = $"{Home}/container.log", MaxBytes = 0, MaxFiles = 1 },
        };
    }

    public string Id { get; } = Guid.NewGuid().ToString("N")[..12];

    public string Home => $"/tmp/shim-test-{Id}";

    public string Image => $"{Home}/image";

    public string Upper => $"{Home}/layer/upper";

    public ShimSpec Spec { get; set; }

    /// <summary>Starts the shim and reads its first line.</summary>
    public async Task<ShimRun> StartAsync(params (string Name, string Value)[] environment)
    {
        var specPath = $"{Home}/spec";
        await File.WriteAllBytesAsync(specPath, SpecFile.Write(Spec), TestContext.Current.CancellationToken);
        var info = new ProcessStartInfo(await ShimBinary.PathAsync(), ["run", specPath]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        var process = Process.Start(info)!;
        _processes.Add(process);
        var run = new ShimRun(process, this);
        run.First = await run.ReadAsync() ?? throw new InvalidOperationException("the shim ended without a message");
        return run;
    }

    /// <summary>Starts, expects success, waits for the end.</summary>
    public async Task<ExitRecord> RunAsync()
    {
        var run = await StartAsync();
        Assert.Equal((ShimMessageKind.Started, null), (run.First.Kind, run.First.Message));
        return await run.ExitAsync();
    }

    public async Task<ShimMessage> FailAsync(params (string Name, string Value)[] environment)
    {
        var run = await StartAsync(environment);
        await run.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ShimMessageKind.Failed, run.First.Kind);
        Assert.Equal(1, run.Process.ExitCode);
        return run.First;
    }

    /// <summary>The content of one stream, lines put together again.</summary>
    public byte[] Output(string stream = "stdout", string suffix = "") => CriText.Content(File.ReadAllBytes(Spec.Log.Path + suffix), stream);

    public string Text(string stream = "stdout") => System.Text.Encoding.UTF8.GetString(Output(stream));

    public ICgroup Cgroup => CgroupHost.Detect().Group(Spec.CgroupPath);

    public bool HasCgroup => Cgroup.Directory("memory") is { } directory && Directory.Exists(directory);

    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Spec.SocketPath), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        if (HasCgroup)
            Cgroup.Kill();
        for (var i = 0; i < 1000 && !CgroupHost.Detect().Group($"panel-shimtest-{Id}").TryDelete(); i++)
            Thread.Yield();
        Directory.Delete(Home, recursive: true);
    }
}
