using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>The child's whole program, in order.</summary>
internal static unsafe class ProgramWriter
{
    public static (Exchange Exchange, CredentialSlots Slots) Write(ChildProgram program, ShimSpec spec, Inherited inherited)
    {
        var environment = EnvironmentPlan.Complete(spec.Process, spec.Hostname);
        var exchange = Exchange(program, environment);

        program.Step(ShimSteps.Join);
        if (inherited.Join is { } join)
            JoinPlan.Write(program, join, inherited, spec.Rootfs.MountPoint);
        Begin(program, spec, inherited);
        var root = RootfsPlan.Write(program, spec.Rootfs, inherited);
        var (proc, sys) = SystemPlan.WriteKernel(program, root, inherited, spec.WritableKernelFiles);
        WriteNames(program, spec);
        var (devices, terminals) = SystemPlan.WriteDevices(program, root, inherited, spec.SharedMemoryBytes);
        (Slot Master, Slot Slave)? terminal = spec.Process.Tty ? TerminalPlan.Write(program, devices, terminals) : null;
        FinishPlan.WriteSysctls(program, proc, spec);
        MaskPlan.WriteKernel(program, proc, sys, devices, spec);
        MountPlan.Write(program, root, inherited);
        MaskPlan.WriteOthers(program, root, devices, spec);
        FinishPlan.WritePivot(program, root);

        // The parent has created the network meanwhile; now it reads passwd and group from this root.
        var slots = Ready(program, inherited, terminal?.Master);
        if (spec.Namespaces.Cgroup.Kind == NamespaceKind.Private)
            FinishPlan.WriteCgroupNamespace(program, sys, inherited.UnifiedCgroup, spec.Cgroups != CgroupAccess.ReadOnly);
        FinishPlan.WriteLabel(program, proc, spec.Process);
        FinishPlan.WriteStdio(program, inherited, terminal?.Slave, slots.Uid);
        FinishPlan.WriteWorkingDirectory(program, spec.Process.WorkingDirectory, spec.Rootfs.ReadOnly);
        FinishPlan.WriteCredentials(program, spec.Process, spec.UserNamespace is not null, exchange, slots);
        FinishPlan.WriteExecute(program, spec.Process, exchange, spec.Init);
        return (exchange, slots);
    }

    public static Exchange Exchange(ChildProgram program, List<string> environment) =>
        new(program.Arena, environment.Count) { Environment = program.Arena.Texts(environment, spare: 1) };

    /// <summary>Waits for the shim's first byte, and becomes root of the user namespace.</summary>
    public static void Begin(ChildProgram program, ShimSpec spec, Inherited inherited)
    {
        program.Step(ShimSteps.Release);
        program.Call(SyscallNumber.Close, "close", "sync", inherited.SyncParent);
        AwaitByte(program, inherited.SyncChild, 'G');
        if (spec.UserNamespace is null)
            return;
        program.Call(SyscallNumber.SetResGid, "setresgid", "", 0, 0, 0);
        program.Call(SyscallNumber.SetResUid, "setresuid", "", 0, 0, 0);
    }

    /// <summary>Enters the cgroup, reports that the root exists, waits for the second byte and takes over what the shim has found
    /// meanwhile.</summary>
    public static CredentialSlots Ready(ChildProgram program, Inherited inherited, Slot? master)
    {
        program.Step(ShimSteps.CgroupJoin);
        foreach (var (path, descriptor) in inherited.CgroupEntries)
            program.Call(SyscallNumber.Write, "write", path, descriptor, "0", 1);
        program.Call(SyscallNumber.Write, "write", "sync", inherited.SyncChild, "R", 1);
        AwaitByte(program, inherited.SyncChild, 'C');
        return new CredentialSlots(Parameter(program), Parameter(program), Parameter(program), master);
    }

    private static void WriteNames(ChildProgram program, ShimSpec spec)
    {
        if (spec.Namespaces.Uts.Kind != NamespaceKind.Private)
            return;
        program.Call(SyscallNumber.SetHostName, "sethostname", spec.Hostname, spec.Hostname, System.Text.Encoding.UTF8.GetByteCount(spec.Hostname));
        if (spec.Domainname is { Length: > 0 } domain)
            program.Call(SyscallNumber.SetDomainName, "setdomainname", domain, domain, System.Text.Encoding.UTF8.GetByteCount(domain));
    }

    // Loads a word that the parent sets before it releases the child.
    private static Slot Parameter(ChildProgram program) => program.Pseudo(Instruction.Load, "parameter", "", (nint)program.Arena.Allocate(8));

    private static void AwaitByte(ChildProgram program, int descriptor, char expected)
    {
        var buffer = (nint)program.Arena.Allocate(8);
        program.Call(SyscallNumber.Read, "read", "sync", descriptor, buffer, 1);
        program.Pseudo(Instruction.RequireByte, "the shim is gone", "", buffer, expected, Errno.EPIPE);
    }
}
