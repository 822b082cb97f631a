using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>/proc, /sys, /dev and what lies below them. A symbolic link of the image in their place is refused (CVE-2025-31133).</summary>
internal static class SystemPlan
{
    private const MountFlags Quiet = MountFlags.NoSuid | MountFlags.NoExec | MountFlags.NoDev;

    public static (Slot Proc, Slot Sys) WriteKernel(ChildProgram program, Slot root, Inherited inherited)
    {
        program.Step(ShimSteps.System);
        var proc = program.Mount("proc", Quiet);
        Attach(program, proc, root, "proc");
        Slot sys;
        if (inherited.Sysfs < 0)
        {
            sys = program.Mount("sysfs", Quiet | MountFlags.ReadOnly);
            Attach(program, sys, root, "sys");
        }
        else
        {
            Attach(program, inherited.Sysfs, root, "sys");
            sys = program.OpenPath(root, "sys", ResolveFlags.InRoot | ResolveFlags.NoSymlinks);
        }

        CgroupDirectories(program, sys, inherited);
        return (proc, sys);
    }

    /// <summary>v1 shows the container its own group of each controller, read-only.</summary>
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

    /// <summary>The parent's /dev with its nodes, then what belongs to the container's own namespaces. Returns /dev and /dev/pts.</summary>
    public static (Slot Devices, Slot Terminals) WriteDevices(ChildProgram program, Slot root, Inherited inherited)
    {
        program.Step(ShimSteps.Devices);
        Attach(program, inherited.Devices, root, "dev");
        var devices = program.OpenPath(root, "dev", ResolveFlags.InRoot | ResolveFlags.NoSymlinks);
        var terminals = program.Mount("devpts", MountFlags.NoSuid | MountFlags.NoExec, ("ptmxmode", "0666"), ("mode", "0620"), ("gid", "5"));
        program.AttachIn(terminals, devices, "pts");
        program.AttachIn(program.Mount("tmpfs", Quiet, ("mode", "1777"), ("size", "67108864")), devices, "shm");
        program.AttachIn(program.Mount("mqueue", Quiet), devices, "mqueue");
        return (devices, terminals);
    }

    private static void Attach(ChildProgram program, Argument mount, Slot root, string name)
    {
        // A concurrent start may share this image's volume, never its root: making the missing directory has no race to lose.
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
