using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>A pseudo terminal of the container's own devpts. No path is walked: the master opens its peer (CVE-2025-52565).</summary>
internal static unsafe class TerminalPlan
{
    public static (Slot Master, Slot Slave) Write(ChildProgram program, Slot devices, Slot terminals)
    {
        const int setLock = 0x40045431;
        const int getPeer = 0x5441;
        const int flags = OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec;
        var unlocked = (nint)program.Arena.Allocate(8);
        var master = program.Call(SyscallNumber.OpenAt, "open", "/dev/pts/ptmx", terminals, "ptmx", flags);
        program.Call(SyscallNumber.Ioctl, "TIOCSPTLCK", "/dev/pts/ptmx", master, setLock, unlocked);
        var slave = program.Call(SyscallNumber.Ioctl, "TIOCGPTPEER", "/dev/pts/ptmx", master, getPeer, flags);
        var console = program.Call(SyscallNumber.OpenTree, "open_tree", "/dev/console", slave, "", MountApi.CloneTree | MountApi.CloseOnExec | OpenFlags.EmptyPath);
        program.AttachIn(console, devices, "console");
        return (master, slave);
    }
}
