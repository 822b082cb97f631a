using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>
/// Hides and write-protects paths. Paths in /proc and /sys are opened below the mounts that the child itself created, before any volume is
/// mounted, so nothing in the image can redirect them; others are resolved within the root after the volumes are mounted.
/// </summary>
internal static class MaskPlan
{
    private const string Proc = "/proc/";
    private const string Sys = "/sys/";

    public static void WriteKernel(ChildProgram program, Slot proc, Slot sys, Slot devices, ShimSpec spec)
    {
        program.Step(ShimSteps.Masks);
        foreach (var path in spec.MaskedPaths)
        {
            if (path.StartsWith(Proc, StringComparison.Ordinal))
                Mask(program, proc, path, path[Proc.Length..], devices);
            else if (path.StartsWith(Sys, StringComparison.Ordinal))
                Mask(program, sys, path, path[Sys.Length..], devices);
        }

        foreach (var path in spec.ReadOnlyPaths)
        {
            if (path.StartsWith(Proc, StringComparison.Ordinal) && Path.Exists(path))
                Protect(program, proc, path, path[Proc.Length..]);
            else if (path.StartsWith(Sys, StringComparison.Ordinal) && Path.Exists(path))
                Protect(program, sys, path, path[Sys.Length..]);
        }
    }

    /// <summary>Paths in the image or in volumes; only the child can see whether they exist and what they are.</summary>
    public static void WriteOthers(ChildProgram program, Slot root, Slot devices, ShimSpec spec)
    {
        foreach (var path in spec.MaskedPaths)
        {
            if (IsOther(path, spec))
                MaskUnknown(program, root, path, devices);
        }

        foreach (var path in spec.ReadOnlyPaths)
        {
            if (!IsOther(path, spec))
                continue;
            var open = program.Here;
            var target = program.OpenPath(root, path.TrimStart('/'), ResolveFlags.InRoot | ResolveFlags.NoMagicLinks);
            var copy = program.Call(SyscallNumber.OpenTree, "open_tree", path, target, "", MountApi.CloneTree | MountApi.CloseOnExec | OpenFlags.EmptyPath | OpenFlags.Recursive);
            SystemPlan.ReadOnly(program, copy, path, recursive: true);
            program.AttachAt(copy, target, path);
            program.Close(target);
            program.Close(copy);
            program.Tolerate(open, Errno.ENOENT, program.Here);
        }
    }

    // A bind of the host's /sys over the container's own is masked in the same way.
    private static bool IsOther(string path, ShimSpec spec) => !path.StartsWith(Proc, StringComparison.Ordinal)
        && (!path.StartsWith(Sys, StringComparison.Ordinal) || spec.Mounts.Exists(mount => mount.Target is "/sys"));

    // The host's /proc and /sys show what this kernel has and whether it is a directory: these entries do not depend on the namespace.
    private static void Mask(ChildProgram program, Slot mount, string full, string path, Slot devices)
    {
        var isDirectory = Directory.Exists(full);
        if (!isDirectory && !File.Exists(full))
            return;
        var cover = isDirectory ? EmptyDirectory(program) : NullDevice(program, devices);
        Cover(program, mount, cover, path, full);
    }

    // The kernel refuses a file over a directory with EINVAL; an empty directory covers it then.
    private static void MaskUnknown(ChildProgram program, Slot root, string path, Slot devices)
    {
        var open = program.Here;
        var target = program.OpenPath(root, path.TrimStart('/'), ResolveFlags.InRoot | ResolveFlags.NoMagicLinks);
        var cover = NullDevice(program, devices);
        var attach = program.Here;
        program.AttachAt(cover, target, path);
        program.Tolerate(Errno.EINVAL);
        var directory = EmptyDirectory(program);
        program.AttachAt(directory, target, path);
        program.Close(directory);
        program.OnSuccess(attach, program.Here);
        program.Close(target);
        program.Close(cover);
        program.Tolerate(open, Errno.ENOENT, program.Here);
    }

    private static Slot EmptyDirectory(ChildProgram program) =>
        program.Mount("tmpfs", MountFlags.ReadOnly | MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec, ("size", "0"), ("mode", "0755"));

    private static Slot NullDevice(ChildProgram program, Slot devices) =>
        program.Call(SyscallNumber.OpenTree, "open_tree", "/dev/null", devices, "null", MountApi.CloneTree | MountApi.CloseOnExec);

    private static void Protect(ChildProgram program, Slot mount, string full, string path)
    {
        var copy = program.Call(SyscallNumber.OpenTree, "open_tree", full, mount, path, MountApi.CloneTree | MountApi.CloseOnExec);
        SystemPlan.ReadOnly(program, copy, full, recursive: false);
        Cover(program, mount, copy, path, full);
    }

    private static void Cover(ChildProgram program, Slot mount, Slot cover, string path, string full)
    {
        var target = program.OpenPath(mount, path, ResolveFlags.Beneath | ResolveFlags.NoSymlinks);
        program.AttachAt(cover, target, full);
        program.Close(target);
        program.Close(cover);
    }
}
