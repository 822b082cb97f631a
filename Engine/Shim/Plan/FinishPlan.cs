using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>From the pivot to execve.</summary>
internal static unsafe class FinishPlan
{
    private const int SyncDescriptor = 3;

    public static void WritePivot(ChildProgram program, Slot root)
    {
        program.Step(ShimSteps.Pivot);
        program.Call(SyscallNumber.Fchdir, "fchdir", "root", root);

        // Both arguments are the new root: the old one is stacked on top of it and then unmounted (pivot_root(2), NOTES).
        program.Call(SyscallNumber.PivotRoot, "pivot_root", "", ".", ".");
        const int detach = 2;
        program.Call(SyscallNumber.Umount2, "umount the old root", "", ".", detach);
        program.Call(SyscallNumber.Chdir, "chdir", "/", "/");
    }

    /// <summary>Settings of the network namespace that let every user ping and bind low ports.</summary>
    public static void WriteSysctls(ChildProgram program, Slot proc, ShimSpec spec)
    {
        program.Step(ShimSteps.Sysctl);
        if (spec.Network.Kind is NetworkKind.Host or NetworkKind.Joined)
            return;
        var last = spec.UserNamespace is { } map ? map.Count - 1 : int.MaxValue;
        Set("sys/net/ipv4/ping_group_range", $"0 {last}");
        Set("sys/net/ipv4/ip_unprivileged_port_start", "0");

        void Set(string path, string value)
        {
            var file = program.Call(SyscallNumber.OpenAt, "open", "/proc/" + path, proc, path, 1);
            program.Call(SyscallNumber.Write, "write", "/proc/" + path, file, value, value.Length);
            program.Close(file);
        }
    }

    /// <summary>The container's own view of the unified hierarchy; its root is the process's present group.</summary>
    public static void WriteCgroupNamespace(ChildProgram program, Slot sys, bool unified, bool writable)
    {
        program.Step(ShimSteps.System);
        const int newCgroup = 0x02000000;
        program.Call(SyscallNumber.Unshare, "unshare", "cgroup namespace", newCgroup);
        if (!unified)
            return;
        var flags = MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec | (writable ? 0 : MountFlags.ReadOnly);
        program.AttachIn(program.Mount("cgroup2", flags), sys, "fs/cgroup");
    }

    /// <summary>The label of the next execve; written by the calling thread, through the procfs that it created itself.</summary>
    public static void WriteLabel(ChildProgram program, Slot proc, ProcessSpec process)
    {
        program.Step(ShimSteps.Label);
        if (process.AppArmorProfile is { } profile)
            Write(Linux.Files.RawFile.Exists("/proc/self/attr/apparmor/exec") ? "self/attr/apparmor/exec" : "self/attr/exec", "exec " + profile);
        if (process.SelinuxLabel is { } label)
            Write("self/attr/exec", label);

        void Write(string path, string text)
        {
            var file = program.Call(SyscallNumber.OpenAt, "open", "/proc/" + path, proc, path, 1);
            program.Call(SyscallNumber.Write, "set the label", text, file, text, System.Text.Encoding.UTF8.GetByteCount(text));
            program.Close(file);
        }
    }

    public static void WriteStdio(ChildProgram program, Inherited inherited, Slot? terminal, Slot uid)
    {
        program.Step(ShimSteps.Terminal);
        program.Call(SyscallNumber.SetSid, "setsid", "");
        if (terminal is { } slave)
        {
            const int setControllingTerminal = 0x540E;
            program.Call(SyscallNumber.Ioctl, "TIOCSCTTY", "/dev/console", slave, setControllingTerminal, 0);
            program.Call(SyscallNumber.Fchown, "chown", "/dev/console", slave, uid, -1);
        }

        for (var i = 0; i < 3; i++)
        {
            Argument source = terminal is { } t ? t : inherited.Stdio[i];
            program.Call(SyscallNumber.Dup3, "dup3", "stdio", source, i, 0);
        }

        // No descriptor may lead to the host when the working directory is looked up (CVE-2024-21626).
        if (inherited.SyncChild != SyncDescriptor)
            program.Call(SyscallNumber.Dup3, "dup3", "sync", inherited.SyncChild, SyncDescriptor, Linux.Files.OpenFlags.CloseOnExec);
        program.Call(SyscallNumber.CloseRange, "close_range", "", SyncDescriptor + 1, int.MaxValue, 0);
    }

    public static void WriteWorkingDirectory(ChildProgram program, string path, bool readOnlyRoot)
    {
        program.Step(ShimSteps.WorkingDirectory);
        var full = path.Length == 0 ? "/" : path;
        var parts = full.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i <= parts.Length; i++)
        {
            var prefix = "/" + string.Join('/', parts[..i]);
            program.Call(SyscallNumber.MkdirAt, "mkdir", prefix, -100, prefix, 0x1ED);
            program.Tolerate(Errno.EEXIST);
        }

        EnterWorkingDirectory(program, full);
        if (readOnlyRoot)
        {
            var attributes = (MountAttributes*)program.Arena.Allocate(sizeof(MountAttributes));
            attributes->Set = (ulong)MountFlags.ReadOnly;
            program.Call(SyscallNumber.MountSetAttr, "mount_setattr", "/", -100, "/", 0, (nint)attributes, sizeof(MountAttributes));
        }
    }

    /// <summary>Changes to the working directory, which must be inside the container.</summary>
    public static void EnterWorkingDirectory(ChildProgram program, string full)
    {
        program.Step(ShimSteps.WorkingDirectory);
        program.Call(SyscallNumber.Chdir, "chdir", full, full);

        // Outside the root, the kernel writes "(unreachable)/…".
        var buffer = (nint)program.Arena.Allocate(4096);
        program.Call(SyscallNumber.Getcwd, "getcwd", full, buffer, 4096);
        program.Pseudo(Instruction.RequireByte, "the working directory lies outside the container", full, buffer, '/', Errno.EPERM);
    }

    /// <summary>These belong to a thread, so they are set only here. The seccomp filter comes before capset, because loading it needs
    /// SYS_ADMIN. The user also comes before capset, because changing it needs SETUID and SETGID, which the container may lack.</summary>
    public static void WriteCredentials(ChildProgram program, ProcessSpec process, bool userNamespace, Exchange exchange, CredentialSlots slots)
    {
        program.Step(ShimSteps.Credentials);
        WriteLimits(program, process.Rlimits);
        var capabilities = (ulong)process.Capabilities & (userNamespace ? ulong.MaxValue : Capabilities.Permitted());
        const int dropFromBoundingSet = 24;
        for (var capability = 0; capability <= Capabilities.Last(); capability++)
        {
            if ((capabilities & (1UL << capability)) == 0)
                program.Call(SyscallNumber.Prctl, "PR_CAPBSET_DROP", "", dropFromBoundingSet, capability, 0, 0, 0);
        }

        const int ambient = 47;
        const int clearAll = 4;
        program.Call(SyscallNumber.Prctl, "PR_CAP_AMBIENT", "", ambient, clearAll, 0, 0, 0);
        if (process.SeccompFilterFile is { } early && !process.NoNewPrivileges)
            LoadSeccomp(program, early);
        const int keepCapabilities = 8;
        program.Call(SyscallNumber.Prctl, "PR_SET_KEEPCAPS", "", keepCapabilities, 1, 0, 0, 0);
        program.Call(SyscallNumber.SetGroups, "setgroups", "", slots.GroupCount, (nint)exchange.Groups);
        program.Call(SyscallNumber.SetResGid, "setresgid", "", slots.Gid, slots.Gid, slots.Gid);
        program.Call(SyscallNumber.SetResUid, "setresuid", "", slots.Uid, slots.Uid, slots.Uid);
        CapSet(program, capabilities);

        // A container without its shim would be unsupervised, and its output lost. Changing the user clears this setting, so it comes after
        // that.
        const int parentDeathSignal = 1;
        program.Call(SyscallNumber.Prctl, "PR_SET_PDEATHSIG", "", parentDeathSignal, 9, 0, 0, 0);
        if (!process.NoNewPrivileges)
            return;

        // With no_new_privs the filter may come last, so it need not allow the calls before it.
        const int setNoNewPrivileges = 38;
        program.Call(SyscallNumber.Prctl, "PR_SET_NO_NEW_PRIVS", "", setNoNewPrivileges, 1, 0, 0, 0);
        if (process.SeccompFilterFile is { } late)
            LoadSeccomp(program, late);
    }

    /// <summary>
    /// After the last descriptor, because the limit may be below the program's need; before the filter, which may refuse the call, and
    /// before the user, whose processes count. It only lowers limits: the shim has raised them where necessary
    /// (<see cref="Start.ProcessLimits"/>).
    /// </summary>
    private static void WriteLimits(ChildProgram program, IReadOnlyList<RlimitSpec> limits)
    {
        foreach (var limit in limits)
        {
            var values = (long*)program.Arena.Allocate(16);
            (values[0], values[1]) = (limit.Soft, limit.Hard);
            program.Call(SyscallNumber.PrLimit64, "prlimit", $"number {limit.Resource} to {limit.Soft}:{limit.Hard}", 0, limit.Resource, (nint)values, 0);
        }
    }

    private static void LoadSeccomp(ChildProgram program, string file)
    {
        var filter = Linux.Files.RawFile.ReadAll(file);
        var instructions = program.Arena.Allocate(filter.Length);
        filter.CopyTo(new Span<byte>(instructions, filter.Length));

        // struct sock_fprog: a count, then the address at the next multiple of 8.
        const int instructionSize = 8;
        var prog = program.Arena.Allocate(16);
        *(ushort*)prog = (ushort)(filter.Length / instructionSize);
        *(nint*)(prog + 8) = (nint)instructions;
        const int setModeFilter = 1;
        program.Call(SyscallNumber.Seccomp, "seccomp", file, setModeFilter, 0, (nint)prog);
    }

    private static void CapSet(ChildProgram program, ulong capabilities)
    {
        var header = (uint*)program.Arena.Allocate(8);
        header[0] = 0x20080522; // _LINUX_CAPABILITY_VERSION_3
        var data = (uint*)program.Arena.Allocate(24);
        data[0] = data[1] = (uint)capabilities;
        data[3] = data[4] = (uint)(capabilities >> 32);
        program.Call(SyscallNumber.CapSet, "capset", "", (nint)header, (nint)data);
    }

    public static void WriteExecute(ChildProgram program, ProcessSpec process, Exchange exchange, bool init)
    {
        program.Step(ShimSteps.Execute);
        program.EndStep();
        if (init)
            program.Pseudo(Instruction.Reap, "fork", "init");
        ResetSignals(program);
        program.Call(SyscallNumber.Umask, "umask", "", 0x12 /* 022 */);
        var candidates = program.Arena.Texts(Candidates(process));
        var arguments = program.Arena.Texts(process.Arguments);
        program.Pseudo(Instruction.Execute, "exec", process.Arguments[0], (nint)candidates, (nint)arguments, (nint)exchange.Environment);
    }

    // The shim ignores signals that it must survive, and ignored signals stay ignored over execve.
    private static void ResetSignals(ChildProgram program)
    {
        var action = (nint)program.Arena.Allocate(32);
        var mask = (nint)program.Arena.Allocate(8);
        for (var signal = 1; signal <= 64; signal++)
        {
            if (signal is not (9 or 19))
                program.Call(SyscallNumber.RtSigAction, "sigaction", "", signal, action, 0, 8);
        }

        const int setMask = 2;
        program.Call(SyscallNumber.RtSigProcMask, "sigprocmask", "", setMask, mask, 0, 8);
    }

    private static List<string> Candidates(ProcessSpec process)
    {
        var file = process.Arguments[0];
        if (file.Contains('/') || file.Length == 0)
            return [file];
        var path = process.Environment.LastOrDefault(e => e.StartsWith("PATH=", StringComparison.Ordinal))?[5..] ?? EnvironmentPlan.DefaultPath;
        return [.. path.Split(':').Select(d => d.Length == 0 ? file : $"{d}/{file}")];
    }
}
