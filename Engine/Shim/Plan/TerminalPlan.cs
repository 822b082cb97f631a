using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>A pseudo-terminal of the container's own devpts. No path is walked: the master opens its peer (CVE-2025-52565).</summary>
internal static unsafe class TerminalPlan
{
    private const int Flags = OpenFlags.ReadWrite | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec;

    /// <summary>In the devpts of a new container, as its console.</summary>
    public static (Slot Master, Slot Slave) Write(ChildProgram program, Slot devices, Slot terminals)
    {
        var (master, slave) = OpenIn(program, terminals);
        var console = program.Call(SyscallNumber.OpenTree, "open_tree", "/dev/console", slave, "", MountApi.CloneTree | MountApi.CloseOnExec | OpenFlags.EmptyPath);
        program.AttachIn(console, devices, "console");
        return (master, slave);
    }

    /// <summary>At /dev/pts in a running container, which must be a devpts: opening anything else could have side effects, or block for
    /// ever.</summary>
    public static (Slot Master, Slot Slave) Open(ChildProgram program)
    {
        const int devptsMagic = 0x1cd1;
        var terminals = program.OpenPath(OpenFlags.WorkingDirectory, "/dev/pts", ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks, OpenFlags.Directory);
        var statfs = (nint)program.Arena.Allocate(128); // struct statfs: f_type is its first word.
        program.Call(SyscallNumber.Fstatfs, "fstatfs", "/dev/pts", terminals, statfs);
        for (var i = 0; i < sizeof(int); i++)
            program.Pseudo(Instruction.RequireByte, "the container has no devpts at /dev/pts", "/dev/pts", statfs + i, (devptsMagic >> (8 * i)) & 0xFF, Errno.ENODEV);
        return OpenIn(program, terminals);
    }

    private static (Slot Master, Slot Slave) OpenIn(ChildProgram program, Slot terminals)
    {
        const int setLock = 0x40045431;
        const int getPeer = 0x5441;
        var unlocked = (nint)program.Arena.Allocate(8);
        var master = program.Call(SyscallNumber.OpenAt, "open", "/dev/pts/ptmx", terminals, "ptmx", Flags);
        program.Call(SyscallNumber.Ioctl, "TIOCSPTLCK", "/dev/pts/ptmx", master, setLock, unlocked);
        var slave = program.Call(SyscallNumber.Ioctl, "TIOCGPTPEER", "/dev/pts/ptmx", master, getPeer, Flags);
        return (master, slave);
    }
}
