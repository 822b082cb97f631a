using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Plan;

namespace Panel.Engine.Shim.Start;

/// <summary>Opens everything that the child inherits. Nothing here is attached anywhere: it disappears with the process.</summary>
internal static class Preparation
{
    private const MountFlags Quiet = MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec;

    public static void OpenLayers(ShimSpec spec, Inherited inherited)
    {
        foreach (var layer in spec.Rootfs.LowerDirectories)
            inherited.Layers.Add(MountApi.OpenTree(OpenFlags.WorkingDirectory, layer));
        var upper = Path.GetDirectoryName(spec.Rootfs.UpperDirectory)!;
        if (Path.GetDirectoryName(spec.Rootfs.WorkDirectory) != upper)
            throw new KernelException("layers", $"upper and work directory must be siblings: {spec.Rootfs.UpperDirectory}, {spec.Rootfs.WorkDirectory}", Errno.EINVAL);
        inherited.UpperParent = MountApi.OpenTree(OpenFlags.WorkingDirectory, upper);
        inherited.Devices = DeviceTree.Create(spec.UserNamespace?.FirstId ?? 0, spec.Process.Tty, spec.Devices, spec.SharedMemoryBytes > 0);

        // sysfs shows a network namespace, procfs a pid namespace, and only their owner may mount them.
        if (spec.UserNamespace is not null && spec.Network.Kind == NetworkKind.Host)
            inherited.Sysfs = HostMount("/sys", spec.WritableKernelFiles ? Quiet : Quiet | MountFlags.ReadOnly);
        if (spec.UserNamespace is not null && spec.Namespaces.Pid.Kind == NamespaceKind.Host)
            inherited.Procfs = HostMount("/proc", Quiet);
        if (spec.Namespaces.Ipc.Kind != NamespaceKind.Host)
            return;
        inherited.SharedMemory = HostMount("/dev/shm", Quiet);
        inherited.MessageQueues = MountApi.Create("mqueue", [], Quiet);
    }

    private static int HostMount(string path, MountFlags flags)
    {
        var mount = MountApi.OpenTree(OpenFlags.WorkingDirectory, path);
        MountApi.SetAttributes(mount, flags, false, path);
        return mount;
    }

    public static void OpenCgroups(CgroupHost host, ICgroup cgroup, ShimSpec spec, Inherited inherited)
    {
        inherited.UnifiedCgroup = host.IsV2 || spec.Cgroups == CgroupAccess.Tree;
        var flags = spec.Cgroups == CgroupAccess.ReadOnly ? Quiet | MountFlags.ReadOnly : Quiet;
        if (inherited.UnifiedCgroup)
        {
            if (spec.Namespaces.Cgroup.Kind == NamespaceKind.Host)
                inherited.UnifiedHierarchy = HostMount(host.Unified!, flags);
            return;
        }

        foreach (var controller in new[] { "memory", "pids", "cpu", "cpuacct", "cpuset", "devices", "freezer", "blkio" })
        {
            if (cgroup.Directory(controller) is not { } directory)
                continue;
            inherited.CgroupDirectories.Add((controller, HostMount(directory, flags)));
        }
    }

    public static void OpenMounts(ShimSpec spec, Inherited inherited)
    {
        foreach (var entry in spec.Mounts)
            inherited.Binds.Add(Open(entry));
        foreach (var (source, target) in new[] { (spec.HostsFile, "/etc/hosts"), (spec.ResolvConfFile, "/etc/resolv.conf"), (spec.HostnameFile, "/etc/hostname") })
        {
            if (source.Length > 0 && !inherited.Binds.Exists(b => b.Target == target))
                inherited.Binds.Add(Open(new MountEntry { Kind = MountEntryKind.Bind, Source = source, Target = target, IdMapped = true }));
        }
    }

    private static FileOrDirectoryMount Open(MountEntry entry)
    {
        var target = Target(entry.Target);
        if (entry.Kind == MountEntryKind.Tmpfs)
            return new FileOrDirectoryMount(entry, target, -1, true);
        var source = entry.Source ?? throw new KernelException("mount", $"{target} has no source", Errno.EINVAL);

        var mount = HostSource.OpenTree(source, entry.Within, entry.Recursive);
        if (entry.ReadOnly)
            MountApi.SetAttributesOnly(mount, MountFlags.ReadOnly, !entry.ReadOnlyTopOnly, source);
        MountApi.SetPropagation(mount, entry.Propagation, source);
        return new FileOrDirectoryMount(entry, target, mount, Directory.Exists(source));
    }

    private static string Target(string target)
    {
        var full = Path.GetFullPath("/" + target);
        if (full == "/")
            throw new KernelException("mount", "the target / would hide the whole image: use a directory below it", Errno.EINVAL);
        if (full == "/proc" || full.StartsWith("/proc/", StringComparison.Ordinal))
            throw new KernelException("mount", $"{full} lies in /proc, where nothing may be mounted", Errno.EPERM);
        return full;
    }

    /// <summary>Maps files with owner n on disk to the container's id n.</summary>
    public static void IdMap(Inherited inherited, int userNamespace, ShimSpec spec)
    {
        for (var i = 0; i < inherited.Layers.Count; i++)
            MountApi.IdMap(inherited.Layers[i], userNamespace, spec.Rootfs.LowerDirectories[i]);
        MountApi.IdMap(inherited.UpperParent, userNamespace, spec.Rootfs.UpperDirectory);
        List<string> leftOut = [];
        inherited.Binds.RemoveAll(bind => bind is { Descriptor: >= 0, Entry.IdMapped: true } && !TryIdMap(bind, userNamespace, leftOut));
    }

    // False for a host mount that is omitted.
    private static bool TryIdMap(FileOrDirectoryMount bind, int userNamespace, List<string> leftOut)
    {
        var isLeftOut = bind.Entry.IsBelow && leftOut.Exists(above => bind.Target.StartsWith(above + "/", StringComparison.Ordinal));
        try
        {
            if (!isLeftOut)
                MountApi.IdMap(bind.Descriptor, userNamespace, bind.Entry.Source!);
        }
        catch (KernelException e) when (e.Errno == Errno.EINVAL && (bind.Entry.MayBeUnmapped || IsEngineFile(bind)))
        {
            // Readable by all or not at all: only the owner looks wrong.
        }
        catch (KernelException e) when (e.Errno == Errno.EINVAL && bind.Entry.IsBelow)
        {
            isLeftOut = true;
        }

        if (!isLeftOut)
            return true;
        leftOut.Add(bind.Target);
        RawFile.Close(bind.Descriptor);
        return false;
    }

    // Before Linux 6.3 a tmpfs, such as the run root, cannot be id-mapped.
    private static bool IsEngineFile(FileOrDirectoryMount bind) => bind.Target.StartsWith("/etc/", StringComparison.Ordinal) && !bind.IsDirectory;
}
