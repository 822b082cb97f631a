using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>Mounts the overlay in the child's namespaces and opens its root.</summary>
internal static class RootfsPlan
{
    private const int MsPrivateRecursive = (1 << 18) | 0x4000;

    /// <summary>The working directory is the empty mount point. A private tmpfs there has one short name per layer, so that the mount
    /// options for even 128 layers fit into the kernel's page, and the container's root need not walk any path of the host.</summary>
    public static Slot Write(ChildProgram program, RootfsSpec spec, Inherited inherited)
    {
        program.Step(ShimSteps.Rootfs);
        program.Call(SyscallNumber.Umask, "umask", "", 0);
        program.Call(SyscallNumber.Mount, "make private", "/", 0, "/", 0, MsPrivateRecursive);
        var stage = program.Mount("tmpfs", MountFlags.NoSuid | MountFlags.NoDev, ("mode", "0755"), ("size", "1m"));
        program.AttachAt(stage, OpenFlags.WorkingDirectory, spec.MountPoint);
        program.Call(SyscallNumber.Fchdir, "fchdir", spec.MountPoint, stage);
        for (var i = 0; i < inherited.Layers.Count; i++)
            Place(program, inherited.Layers[i], Name(i));
        Place(program, inherited.UpperParent, "u");
        MakeDirectory(program, "m");

        var lower = string.Join(':', Enumerable.Range(0, inherited.Layers.Count).Select(Name));
        var options = $"lowerdir={lower},upperdir=u/{Path.GetFileName(spec.UpperDirectory)},workdir=u/{Path.GetFileName(spec.WorkDirectory)},userxattr";
        if (spec.SelinuxLabel is { } label)
            options += $",context=\"{label}\"";
        program.Call(SyscallNumber.Mount, "mount overlay", options, "overlay", "m", "overlay", 0, options);
        return program.Call(SyscallNumber.OpenAt, "open", "root", OpenFlags.WorkingDirectory, "m", OpenFlags.Path | OpenFlags.Directory | OpenFlags.CloseOnExec);
    }

    private static string Name(int layer) => layer.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Place(ChildProgram program, int mount, string name)
    {
        MakeDirectory(program, name);
        program.AttachIn(mount, OpenFlags.WorkingDirectory, name);
    }

    private static void MakeDirectory(ChildProgram program, string name) =>
        program.Call(SyscallNumber.MkdirAt, "mkdir", name, OpenFlags.WorkingDirectory, name, 0x1ED /* 0755 */);
}
