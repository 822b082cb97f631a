using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>
/// Hides and write-protects kernel files (ISOLATION.md, "Masked" and "Read-only"). All targets are opened below the proc and sysfs
/// mounts that the child itself made, before any volume is mounted, so nothing of the image can redirect them.
/// </summary>
internal static class MaskPlan
{
    private static readonly string[] MaskedProc =
        ["acpi", "asound", "interrupts", "kcore", "keys", "latency_stats", "sched_debug", "scsi", "timer_list", "timer_stats"];

    private static readonly string[] ReadOnlyProc = ["bus", "fs", "irq", "sys", "sysrq-trigger"];

    private static readonly string[] MaskedSys = ["firmware", "devices/virtual/powercap"];

    public static void Write(ChildProgram program, Slot proc, Slot sys, Slot devices)
    {
        program.Step(ShimSteps.Masks);
        foreach (var path in MaskedProc)
            Mask(program, proc, "/proc", path, devices);
        foreach (var path in MaskedSys)
            Mask(program, sys, "/sys", path, devices);
        for (var cpu = 0; Directory.Exists($"/sys/devices/system/cpu/cpu{cpu}"); cpu++)
            Mask(program, sys, "/sys", $"devices/system/cpu/cpu{cpu}/thermal_throttle", devices);
        foreach (var path in ReadOnlyProc.Where(p => Path.Exists("/proc/" + p)))
            Protect(program, proc, path);
    }

    // The host's /proc and /sys tell what this kernel has and whether it is a directory: these entries are not per namespace.
    private static void Mask(ChildProgram program, Slot mount, string prefix, string path, Slot devices)
    {
        var full = $"{prefix}/{path}";
        var isDirectory = Directory.Exists(full);
        if (!isDirectory && !File.Exists(full))
            return;
        var cover = isDirectory
            ? program.Mount("tmpfs", MountFlags.ReadOnly | MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec, ("size", "0"), ("mode", "0755"))
            : program.Call(SyscallNumber.OpenTree, "open_tree", "/dev/null", devices, "null", MountApi.CloneTree | MountApi.CloseOnExec);
        Cover(program, mount, cover, path, full);
    }

    private static void Protect(ChildProgram program, Slot proc, string path)
    {
        var copy = program.Call(SyscallNumber.OpenTree, "open_tree", "/proc/" + path, proc, path, MountApi.CloneTree | MountApi.CloseOnExec);
        SystemPlan.ReadOnly(program, copy, "/proc/" + path, recursive: false);
        Cover(program, proc, copy, path, "/proc/" + path);
    }

    private static void Cover(ChildProgram program, Slot mount, Slot cover, string path, string full)
    {
        var target = program.OpenPath(mount, path, ResolveFlags.Beneath | ResolveFlags.NoSymlinks);
        program.AttachAt(cover, target, full);
        program.Close(target);
        program.Close(cover);
    }
}
