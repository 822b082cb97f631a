using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Linux.Users;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;
using Panel.Engine.Shim.Child;
using Panel.Engine.Shim.Plan;
using Panel.Engine.Shim.Supervise;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

/// <summary>
/// Starts the container, step by step; <see cref="Undo"/> takes back whatever was reached. The child mounts while the parent joins it
/// to its cgroup (on v1 each join waits for the kernel's readers) and makes its network.
/// </summary>
internal sealed unsafe class ContainerStart(StartSteps steps)
{
    private readonly Inherited _inherited = new();
    private ChildProgram? _program;
    private ChildReport* _report;
    private Exchange? _exchange;
    private CredentialSlots? _slots;
    private bool _cgroupMade;

    public ShimSpec Spec { get; private set; } = null!;

    public ICgroup Cgroup { get; private set; } = null!;

    public ControlSocket? Socket { get; private set; }

    public LogFile? Log { get; private set; }

    public int Pid { get; private set; }

    public int PidFd { get; private set; } = -1;

    /// <summary>The pty's master, or -1.</summary>
    public int Terminal { get; private set; } = -1;

    /// <summary>The write end of the container's input, or -1 where it has none.</summary>
    public int StandardInput { get; private set; } = -1;

    public int StandardOutput { get; private set; } = -1;

    public int StandardError { get; private set; } = -1;

    /// <summary>Everything but the command itself: the container's process waits.</summary>
    public void Prepare(string specPath)
    {
        steps.Run(ShimSteps.Spec, () =>
        {
            Spec = SpecFile.Read(RawFile.ReadAll(specPath));
            if (Spec.UserNamespace is null)
                SealedProgram.Ensure(specPath);
        });
        steps.Run(ShimSteps.Ports, () => Spec.Network.Reservations.ForEach(PortHolder.Hold));
        steps.Run(ShimSteps.Socket, () => Socket = new ControlSocket(Spec.SocketPath));
        steps.Run(ShimSteps.Log, () => Log = new LogFile(Spec.Log));
        steps.Run(ShimSteps.Cgroup, MakeCgroup);
        steps.Run(ShimSteps.Limits, () =>
        {
            Cgroup.Apply(Limits(Spec.Resources));
            Cgroup.RestrictDevices(Spec.DeviceRules);
        });
        steps.Run(ShimSteps.Layers, () => Preparation.OpenLayers(Spec, _inherited));
        steps.Run(ShimSteps.Volumes, () => Preparation.OpenMounts(Spec, _inherited));
        steps.Run(ShimSteps.Clone, Clone);
        try
        {
            steps.Run(ShimSteps.IdMap, IdMap);
            Send('G');
            steps.Run(ShimSteps.CgroupJoin, Join);
            steps.Run(ShimSteps.Network, Connect);
            steps.Run(ShimSteps.KernelSettings, () => KernelSettings.Apply(Pid, Spec));
        }
        catch (StartFailure) when (_report->Errno != 0)
        {
            // The child has failed meanwhile: that is the cause, and what failed here the consequence.
            throw ChildFailure();
        }

        Await();
        steps.Run(ShimSteps.User, ResolveUser);
    }

    /// <summary>Lets the process run the command.</summary>
    public void Execute()
    {
        Send('C');
        AwaitExecute();
        _program!.Arena.Release();
    }

    private void MakeCgroup()
    {
        var host = CgroupHost.Detect();
        Cgroup = host.Group(Spec.CgroupPath);
        _cgroupMade = true;
        Cgroup.Create();
        Preparation.OpenCgroups(host, Cgroup, Spec, _inherited);
    }

    private static CgroupLimits Limits(ResourceSpec spec) => new()
    {
        MemoryBytes = spec.MemoryBytes,
        MemorySwapBytes = spec.MemorySwapBytes,
        MemoryReservationBytes = spec.MemoryReservationBytes,
        Cpus = spec.Cpus,
        CpuShares = spec.CpuShares,
        CpusetCpus = spec.CpusetCpus,
        CpusetMems = spec.CpusetMems,
        Pids = spec.Pids,
        BlkioWeight = spec.BlkioWeight,
        DeviceRates = [.. spec.DeviceRates.Select(r => new CgroupDeviceRate(r.Major, r.Minor, r.ReadBytes, r.WriteBytes, r.ReadOperations, r.WriteOperations))],
    };

    private void Clone()
    {
        const int arenaBytes = 16 * 1024 * 1024;
        var arena = new Arena(arenaBytes);
        _report = (ChildReport*)arena.Allocate(sizeof(ChildReport));
        _program = new ChildProgram(arena, steps.FailAt);
        OpenStdio();
        _inherited.Join = JoinPreparation.Open(Spec);
        (_exchange, _slots) = ProgramWriter.Write(_program, Spec, _inherited);

        // The child stages its mounts on its working directory.
        fixed (byte* path = Syscall.Text(Spec.Rootfs.MountPoint))
            Syscall.Check(Syscall.Try(SyscallNumber.Chdir, (nint)path), "chdir", Spec.Rootfs.MountPoint);
        var isUserNamespaceNew = Spec.UserNamespace is { Join: null };
        (Pid, PidFd) = Cloner.Clone(_inherited.Join is not null ? 0 : NamespaceFlags.New(Spec) | (isUserNamespaceNew ? NamespaceFlags.User : 0), _program, _report);
        if (_inherited.Join is not null)
            TakeSibling();
        RawFile.Close(_inherited.SyncChild);
        foreach (var descriptor in _inherited.Stdio.Where(d => d >= 0).Distinct())
            RawFile.Close(descriptor);
        fixed (byte* path = "/\0"u8)
            Syscall.Try(SyscallNumber.Chdir, (nint)path);
    }

    // The first process has joined the namespaces and left the work to a second one.
    private void TakeSibling()
    {
        var first = PidFd;
        Linux.Processes.PidFd.Wait(first);
        if (_report->Pid == 0)
        {
            PidFd = -1;
            RawFile.Close(first);
            throw ChildFailure();
        }

        (Pid, PidFd) = (_report->Pid, (int)Syscall.Check(Linux.Processes.PidFd.TryOpen(_report->Pid), "pidfd_open"));
        RawFile.Close(first);
    }

    private void OpenStdio()
    {
        var pair = stackalloc int[2];
        if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair) < 0)
            throw new KernelException("socketpair", "", Errno.ENOMEM);
        (_inherited.SyncParent, _inherited.SyncChild) = (pair[0], pair[1]);
        if (Spec.Process.Tty)
            return;
        if (Spec.Process.OpenStdin)
        {
            (_inherited.Stdio[0], StandardInput) = Pipe();
            NonBlocking(StandardInput);
        }
        else
        {
            _inherited.Stdio[0] = RawFile.Open("/dev/null", OpenFlags.ReadOnly);
        }

        (StandardOutput, _inherited.Stdio[1]) = Pipe();
        (StandardError, _inherited.Stdio[2]) = Pipe();
        NonBlocking(StandardOutput);
        NonBlocking(StandardError);
    }

    private static (int Read, int Write) Pipe()
    {
        const int capacity = 1024 * 1024;
        var pair = stackalloc int[2];
        if (LibC.pipe2(pair, LibC.O_CLOEXEC) < 0)
            throw new KernelException("pipe2", "", Errno.ENOMEM);

        // Refused where the limit for pipes is reached: then the pipe stays at 64 KiB, which is only slower.
        _ = LibC.fcntl(pair[0], LibC.F_SETPIPE_SZ, capacity);
        return (pair[0], pair[1]);
    }

    private static void NonBlocking(int descriptor) =>
        Syscall.Check(Syscall.Try(SyscallNumber.Fcntl, descriptor, LibC.F_SETFL, LibC.O_NONBLOCK), "fcntl", "O_NONBLOCK");

    private void IdMap()
    {
        if (Spec.UserNamespace is not { } map)
            return;
        if (map.Join is null)
            UserNamespaceMap.Write(Pid, map.FirstId, map.Count);
        var descriptor = RawFile.Open($"/proc/{Pid}/ns/user", OpenFlags.ReadOnly);
        Preparation.IdMap(_inherited, descriptor, Spec);
        RawFile.Close(descriptor);
    }

    private void Join()
    {
        Cgroup.Add(Pid);
        ProcessLimits.Apply(Pid, Spec.Process);
    }

    private void Connect()
    {
        var network = Spec.Network;
        if (network.Kind == NetworkKind.None)
            ContainerLink.LoopbackUp(Pid);
        else if (network.Kind == NetworkKind.Bridge)
            ContainerLink.Attach(Pid, new ContainerLinkSpec
            {
                Bridge = network.Bridge!,
                HostInterface = network.HostInterface!,
                Address = network.Address!,
                PrefixLength = network.PrefixLength,
                Gateway = network.Gateway,
                MacAddress = network.MacAddress,
                Mtu = network.Mtu,
            });
    }

    private void ResolveUser()
    {
        var user = ContainerUser.Resolve(Pid, Spec.Process);
        if (user.Groups.Count > Exchange.MostGroups)
            throw new UnknownUserException($"the user is in {user.Groups.Count} groups: at most {Exchange.MostGroups} are possible");
        for (var i = 0; i < user.Groups.Count; i++)
            _exchange!.Groups[i] = user.Groups[i];
        _program!.SetParameter(_slots!.GroupCount, user.Groups.Count);
        _program.SetParameter(_slots.Uid, (nint)user.Uid);
        _program.SetParameter(_slots.Gid, (nint)user.Gid);
        if (!EnvironmentPlan.Has(Spec.Process, "HOME"))
            _exchange!.Environment[_exchange.EnvironmentCount] = _program.Arena.Text("HOME=" + user.Home);

        if (_slots.Master is { } master)
        {
            Terminal = PidFdDescriptor((int)_program.Value(master));
            NonBlocking(Terminal);
        }

        // So that the program can open /dev/stdout anew, which is a link to the pipe.
        var first = Spec.UserNamespace?.FirstId ?? 0;
        foreach (var pipe in new[] { StandardOutput, StandardError }.Where(p => p >= 0))
            Syscall.Check(Syscall.Try(SyscallNumber.Fchown, pipe, (nint)(first + user.Uid), (nint)(first + user.Gid)), "fchown", "stdio");
    }

    private int PidFdDescriptor(int descriptor) => Linux.Processes.PidFd.GetDescriptor(PidFd, descriptor);

    private void Send(char go)
    {
        var data = (byte)go;
        Syscall.Try(SyscallNumber.Write, _inherited.SyncParent, (nint)(&data), 1);
    }

    private void Await()
    {
        byte data = 0;
        if (Syscall.Try(SyscallNumber.Read, _inherited.SyncParent, (nint)(&data), 1) != 1)
            throw ChildFailure();
    }

    // The socket closes on exec: nothing more to read means that the command runs, or that the child has reported.
    private void AwaitExecute()
    {
        byte data = 0;
        Syscall.Try(SyscallNumber.Read, _inherited.SyncParent, (nint)(&data), 1);
        if (_report->Executing == 0 || _report->Errno != 0)
            throw ChildFailure();
        RawFile.Close(_inherited.SyncParent);
    }

    private StartFailure ChildFailure()
    {
        if (_report->Errno == 0)
            return new StartFailure(ShimSteps.Release, 0, "", "the container's first process was killed before it ran its command");
        var (step, operation, path) = _program!.Origin(_report->FailedInstruction);
        var errno = _report->Errno;
        if (step == ShimSteps.Execute && operation == "exec")
        {
            var code = errno is Errno.ENOENT or Errno.ENOTDIR ? 127 : 126;
            return new StartFailure(step, errno, path, $"exec {path}: {Reason(errno)}", code);
        }

        var message = errno == Errno.ELOOP && path is "proc" or "sys" or "dev"
            ? $"the image's /{path} is a symbolic link: it must be a directory"
            : $"{operation} {path}: {Errno.Describe(errno)}";
        return new StartFailure(step, errno, path, message);
    }

    // Docker's command line reads its exit code out of these words.
    private static string Reason(int errno) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => "no such file or directory",
        Errno.EACCES => "permission denied",
        _ => Errno.Describe(errno),
    };

    /// <summary>Takes everything back. Each part is tried even when another fails; what fails is in the answer.</summary>
    public string? Undo()
    {
        string? trouble = null;
        if (PidFd >= 0)
            Try(() =>
            {
                Linux.Processes.PidFd.Signal(PidFd, 9);
                Linux.Processes.PidFd.Wait(PidFd);
            });
        if (_cgroupMade)
            Try(() => Teardown.RemoveCgroup(Cgroup));
        if (Socket is { } socket)
            Try(socket.Remove);
        if (Log is { IsNew: true })
            Try(() => RawFile.Unlink(Spec.Log.Path));
        return trouble;

        void Try(Action undo)
        {
            try
            {
                undo();
            }
            catch (KernelException e)
            {
                trouble = e.Message;
            }
        }
    }
}
