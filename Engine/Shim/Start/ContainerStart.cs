using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Linux.Users;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;
using Panel.Engine.Shim.Plan;
using Panel.Engine.Shim.Supervise;

namespace Panel.Engine.Shim.Start;

/// <summary>Starts a container. Its first process mounts and enters its cgroup while the shim creates its network. On v2, the shim moves it
/// into the cgroup, which waits for the kernel's readers.</summary>
internal sealed unsafe class ContainerStart(StartSteps steps, ShimSpec spec) : ProcessStart(steps, spec)
{
    private bool _cgroupMade;

    public override bool OwnsCgroup => _cgroupMade;

    public override void Prepare()
    {
        Steps.Run(ShimSteps.Ports, () => Spec.Network.Reservations.ForEach(PortHolder.Hold));
        Listen();
        if (Spec.Log.Path.Length > 0)
            Steps.Run(ShimSteps.Log, () => Log = new LogFile(Spec.Log));
        Steps.Run(ShimSteps.Cgroup, MakeCgroup);
        Steps.Run(ShimSteps.Limits, () =>
        {
            Cgroup.Apply(Limits(Spec.Resources));
            Cgroup.RestrictDevices(Spec.DeviceRules);
        });
        Steps.Run(ShimSteps.Layers, () => Preparation.OpenLayers(Spec, Inherited));
        Steps.Run(ShimSteps.Volumes, () => Preparation.OpenMounts(Spec, Inherited));
        Steps.Run(ShimSteps.Clone, CloneInto);
        Release(() =>
        {
            Steps.Run(ShimSteps.IdMap, IdMap);
            Send('G');
            Steps.Run(ShimSteps.CgroupJoin, JoinCgroup);
            Steps.Run(ShimSteps.Network, Connect);
            Steps.Run(ShimSteps.KernelSettings, () => KernelSettings.Apply(Pid, Spec));
        });
    }

    protected override (Exchange Exchange, CredentialSlots Slots) WriteProgram(ChildProgram program) => ProgramWriter.Write(program, Spec, Inherited);

    private void MakeCgroup()
    {
        var host = CgroupHost.Detect();
        Cgroup = host.Group(Spec.CgroupPath, withTree: Spec.Cgroups == CgroupAccess.Tree);
        _cgroupMade = true;
        Cgroup.Create();
        // A writable cgroup in the container belongs to the container's own root, which is not the host's.
        if (Spec is { Cgroups: not CgroupAccess.ReadOnly, UserNamespace: { } users })
            Cgroup.Delegate((uint)users.FirstId, withDisks: Spec.Resources is not { DeviceRates.Count: > 0 });
        Preparation.OpenCgroups(host, Cgroup, Spec, Inherited);
        OpenCgroup();
    }

    private static CgroupLimits Limits(ResourceSpec spec) => new()
    {
        MemoryBytes = spec.MemoryBytes,
        MemorySwapBytes = spec.MemorySwapBytes,
        MemoryReservationBytes = spec.MemoryReservationBytes,
        MemorySwappiness = spec.MemorySwappiness,
        OomKillDisable = spec.OomKillDisable,
        Cpus = spec.Cpus,
        CpuPeriod = spec.CpuPeriod,
        CpuShares = spec.CpuShares,
        CpusetCpus = spec.CpusetCpus,
        CpusetMems = spec.CpusetMems,
        Pids = spec.Pids,
        BlkioWeight = spec.BlkioWeight,
        DeviceRates = [.. spec.DeviceRates.Select(r => new CgroupDeviceRate(r.Major, r.Minor, r.ReadBytes, r.WriteBytes, r.ReadOperations, r.WriteOperations))],
    };

    private void CloneInto()
    {
        Inherited.Join = JoinPreparation.Open(Spec);

        // The child prepares its mounts on its working directory.
        fixed (byte* path = Syscall.Text(Spec.Rootfs.MountPoint))
            Syscall.Check(Syscall.Try(SyscallNumber.Chdir, (nint)path), "chdir", Spec.Rootfs.MountPoint);
        Clone(NamespaceFlags.New(Spec) | (Spec.UserNamespace is null ? 0 : NamespaceFlags.User));
        fixed (byte* path = "/\0"u8)
            Syscall.Try(SyscallNumber.Chdir, (nint)path);
    }

    private void IdMap()
    {
        if (Spec.UserNamespace is not { } map)
            return;
        if (map.Join is null)
            UserNamespaceMap.Write(Pid, map.FirstId, map.Count);
        var descriptor = RawFile.Open($"/proc/{Pid}/ns/user", OpenFlags.ReadOnly);
        Preparation.IdMap(Inherited, descriptor, Spec);
        RawFile.Close(descriptor);
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
}
