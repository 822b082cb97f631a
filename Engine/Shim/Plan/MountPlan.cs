using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>The specification's volumes, binds and tmpfs, each on a target that is looked up and created within the container's root.</summary>
internal static unsafe class MountPlan
{
    private const int ProcMagic = 0x9FA0;

    public static void Write(ChildProgram program, Slot root, Inherited inherited)
    {
        program.Step(ShimSteps.Mounts);
        foreach (var bind in inherited.Binds)
        {
            Argument mount = bind.Descriptor >= 0 ? bind.Descriptor : Tmpfs(program, bind.Entry);
            var target = Target(program, root, bind.Target.Split('/', StringSplitOptions.RemoveEmptyEntries), bind.IsDirectory, bind.Target);
            RefuseProc(program, target, bind.Target);
            program.AttachAt(mount, target, bind.Target);
            program.Close(target);
        }
    }

    private static Slot Tmpfs(ChildProgram program, MountEntry entry)
    {
        var flags = (MountFlags)entry.TmpfsFlags | (entry.ReadOnly ? MountFlags.ReadOnly : 0);
        return program.Mount("tmpfs", flags, [.. entry.TmpfsOptions.Select(option => option.Split('=', 2)).Select(parts => (parts[0], parts[1]))]);
    }

    // Opens the target and creates missing parts: prefix by prefix, each resolved again within the root.
    private static Slot Target(ChildProgram program, Slot root, string[] parts, bool isDirectory, string full)
    {
        var first = program.Here;
        var target = Open(program, root, string.Join('/', parts), 0);
        program.Tolerate(Errno.ENOENT);
        Slot? parent = null;
        for (var i = 0; i < parts.Length; i++)
        {
            var prefix = string.Join('/', parts[..(i + 1)]);
            var last = i == parts.Length - 1;
            var attempt = program.Here;
            var opened = Open(program, root, prefix, last && !isDirectory ? 0 : OpenFlags.Directory);
            program.Tolerate(Errno.ENOENT);
            if (last && !isDirectory)
                MakeFile(program, parent ?? root, parts[i], full);
            else
                program.Call(SyscallNumber.MkdirAt, "mkdir", full, parent ?? root, parts[i], 0x1ED);
            Open(program, root, prefix, last && !isDirectory ? 0 : OpenFlags.Directory);
            program.StoreInto(opened);
            program.OnSuccess(attempt, program.Here);
            if (last)
                program.Copy(opened, target);
            parent = opened;
        }

        program.OnSuccess(first, program.Here);
        return target;
    }

    // Where a file is needed, it replaces a dangling link of the image; the replacement is in the container's own layer.
    private static void MakeFile(ChildProgram program, Argument parent, string name, string full)
    {
        const int create = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.CloseOnExec;
        var attempt = program.Here;
        program.Call(SyscallNumber.OpenAt, "create", full, parent, name, create, 0x1A4 /* 0644 */);
        program.Tolerate(Errno.EEXIST);
        program.Call(SyscallNumber.UnlinkAt, "unlink", full, parent, name);
        program.Call(SyscallNumber.OpenAt, "create", full, parent, name, create, 0x1A4);
        program.OnSuccess(attempt, program.Here);
    }

    private static Slot Open(ChildProgram program, Slot root, string path, int flags) =>
        program.OpenPath(root, path, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, flags);

    // Whatever path the image leads along, nothing is ever mounted over procfs (CVE-2019-19921, CVE-2025-52881).
    private static void RefuseProc(ChildProgram program, Slot target, string path)
    {
        var buffer = (nint)program.Arena.Allocate(128);
        program.Call(SyscallNumber.Fstatfs, "statfs", path, target, buffer);
        program.Pseudo(Instruction.RefuseEqual, "refuse a mount over /proc", path, buffer, ProcMagic, Errno.EPERM);
    }
}
