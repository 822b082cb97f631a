using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>Existing namespaces to join.</summary>
/// <param name="Descriptors">Open namespaces, or a process that is in several, with their CLONE_NEW flag; the user namespace is last,
/// because namespaces created after it belong to it.</param>
/// <param name="New">CLONE_NEW flags of those to create.</param>
/// <param name="SharedMemoryOwner">The mount namespace of the container whose ipc namespace is joined, and the shim's own for the return.</param>
internal sealed record JoinedNamespaces(IReadOnlyList<(int Descriptor, int Flag)> Descriptors, int New, (int Theirs, int Own)? SharedMemoryOwner);

/// <summary>Joins namespaces before the container is built. A pid namespace only accepts children, so the process clones itself once more
/// with the shim as parent (CLONE_PARENT), leaves its pid in the report and ends.</summary>
internal static class JoinPlan
{
    private const int NewNs = 0x20000;

    public static void Write(ChildProgram program, JoinedNamespaces join, Inherited inherited, string mountPoint)
    {
        // Processes that are already there must not read this process, which has the shim's memory and descriptors until it runs its
        // command.
        const int setDumpable = 4;
        program.Call(SyscallNumber.Prctl, "PR_SET_DUMPABLE", "", setDumpable, 0, 0, 0, 0);
        if (join.SharedMemoryOwner is { } owner)
        {
            program.Call(SyscallNumber.SetNs, "setns", "mnt", owner.Theirs, NewNs);
            inherited.JoinedSharedMemory = program.Call(SyscallNumber.OpenTree, "open_tree", "/dev/shm", OpenFlags.WorkingDirectory, "/dev/shm", MountApi.CloneTree | MountApi.CloseOnExec);
            program.Call(SyscallNumber.SetNs, "setns", "mnt", owner.Own, NewNs);
            program.Call(SyscallNumber.Chdir, "chdir", mountPoint, mountPoint);
        }

        foreach (var (descriptor, flag) in join.Descriptors)
            program.Call(SyscallNumber.SetNs, "setns", "namespace", descriptor, flag);
        program.Call(SyscallNumber.Unshare, "unshare", "namespaces", join.New);
        program.Pseudo(Instruction.ForkSibling, "clone", "sibling");
    }
}
