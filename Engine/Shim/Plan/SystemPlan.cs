using System.Globalization;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>/proc, /sys, /dev and the mounts below them. A symbolic link of the image in their place is refused (CVE-2025-31133).</summary>
internal static class SystemPlan
{
    private const MountFlags Quiet = MountFlags.NoSuid | MountFlags.NoExec | MountFlags.NoDev;

    public static (Slot Proc, Slot Sys) WriteKernel(ChildProgram program, Slot root, Inherited inherited, bool writable)
    {
        program.Step(ShimSteps.System);
        var proc = inherited.Procfs < 0 ? Own(program, "proc", Quiet, root, "proc") : Given(program, inherited.Procfs, root, "proc");
        var sys = inherited.Sysfs < 0
            ? Own(program, "sysfs", Quiet | (writable ? 0 : MountFlags.ReadOnly), root, "sys")
            : Given(program, inherited.Sysfs, root, "sys");
        if (inherited.UnifiedHierarchy >= 0)
            program.AttachIn(inherited.UnifiedHierarchy, sys, "fs/cgroup");
        CgroupDirectories(program, sys, inherited);
        return (proc, sys);
    }

    private static Slot Own(ChildProgram program, string type, MountFlags flags, Slot root, string name)
    {
        var mount = program.Mount(type, flags);
        Attach(program, mount, root, name);
        return mount;
    }

    // A mount that the parent created, because the container's root may not do so itself.
    private static Slot Given(ChildProgram program, int mount, Slot root, string name)
    {
        Attach(program, mount, root, name);
        return program.OpenPath(root, name, ResolveFlags.InRoot | ResolveFlags.NoSymlinks);
    }

    /// <summary>On v1, the container sees its own group of each controller, read-only.</summary>
    private static void CgroupDirectories(ChildProgram program, Slot sys, Inherited inherited)
    {
        if (inherited.CgroupDirectories.Count == 0)
            return;
        var stage = program.Mount("tmpfs", Quiet, ("mode", "0755"), ("size", "64k"));
        program.AttachIn(stage, sys, "fs/cgroup");
        foreach (var (name, mount) in inherited.CgroupDirectories)
        {
            program.Call(SyscallNumber.MkdirAt, "mkdir", name, stage, name, 0x1ED);
            program.AttachIn(mount, stage, name);
        }

        ReadOnly(program, stage, "/sys/fs/cgroup", recursive: false);
    }

    /// <summary>Makes the mount of a descriptor read-only.</summary>
    public static unsafe void ReadOnly(ChildProgram program, Argument mount, string path, bool recursive)
    {
        var attributes = (MountAttributes*)program.Arena.Allocate(sizeof(MountAttributes));
        attributes->Set = (ulong)MountFlags.ReadOnly;
        var flags = OpenFlags.EmptyPath | (recursive ? OpenFlags.Recursive : 0);
        program.Call(SyscallNumber.MountSetAttr, "mount_setattr", path, mount, "", flags, (nint)attributes, sizeof(MountAttributes));
    }

    /// <summary>The parent's /dev with its nodes, then the mounts that belong to the container's own namespaces. Returns /dev and
    /// /dev/pts.</summary>
    public static (Slot Devices, Slot Terminals) WriteDevices(ChildProgram program, Slot root, Inherited inherited, long sharedMemoryBytes)
    {
        program.Step(ShimSteps.Devices);
        Attach(program, inherited.Devices, root, "dev");
        var devices = program.OpenPath(root, "dev", ResolveFlags.InRoot | ResolveFlags.NoSymlinks);
        var terminals = program.Mount("devpts", MountFlags.NoSuid | MountFlags.NoExec, ("ptmxmode", "0666"), ("mode", "0620"), ("gid", "5"));
        program.AttachIn(terminals, devices, "pts");
        if (sharedMemoryBytes > 0)
        {
            Argument sharedMemory = inherited.SharedMemory >= 0 ? inherited.SharedMemory : inherited.JoinedSharedMemory is { } joined ? joined
                : program.Mount("tmpfs", Quiet, ("mode", "1777"), ("size", sharedMemoryBytes.ToString(CultureInfo.InvariantCulture)));
            program.AttachIn(sharedMemory, devices, "shm");
        }

        program.AttachIn(inherited.MessageQueues >= 0 ? inherited.MessageQueues : program.Mount("mqueue", Quiet), devices, "mqueue");
        return (devices, terminals);
    }

    private static void Attach(ChildProgram program, Argument mount, Slot root, string name)
    {
        // A concurrent start may share a volume, never this root, so creating the missing directory cannot race.
        var open = program.Here;
        var target = program.OpenPath(root, name, ResolveFlags.InRoot | ResolveFlags.NoSymlinks, OpenFlags.Directory);
        program.Tolerate(Errno.ENOENT);
        program.Call(SyscallNumber.MkdirAt, "mkdir", "/" + name, root, name, 0x1ED);
        program.OpenPath(root, name, ResolveFlags.InRoot | ResolveFlags.NoSymlinks, OpenFlags.Directory);
        program.StoreInto(target);
        program.OnSuccess(open, program.Here);
        program.AttachAt(mount, target, "/" + name);
        program.Close(target);
    }
}
