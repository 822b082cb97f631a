using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Users;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;
using Panel.Engine.Shim.Plan;
using Panel.Engine.Shim.Supervise;
using Tmds.Linux;

namespace Panel.Engine.Shim.Start;

/// <summary>Starts an isolated process, a container's first or another one, step by step; <see cref="Undo"/> reverts every completed step.
/// The process follows a program that was written before the clone, and waits twice for a byte from the shim.</summary>
internal abstract unsafe class ProcessStart(StartSteps steps, ShimSpec spec)
{
    private ChildProgram? _program;
    private ChildReport* _report;
    private Exchange? _exchange;
    private CredentialSlots? _slots;

    public ShimSpec Spec { get; } = spec;

    public ICgroup Cgroup { get; protected set; } = null!;

    public ControlSocket? Socket { get; private set; }

    /// <summary>Null without a log.</summary>
    public LogFile? Log { get; protected set; }

    /// <summary>Whether the group belongs to this process alone, so that it is removed with it.</summary>
    public abstract bool OwnsCgroup { get; }

    public int Pid { get; private set; }

    public int PidFd { get; private set; } = -1;

    /// <summary>The container's root directory, which keeps its overlay mounted after its last process; -1 when another process keeps it.
    /// Unmounting an overlay makes the kernel flush the whole upper file system to the disk, whatever else is on it.</summary>
    public int Root { get; private set; } = -1;

    /// <summary>The pty's master, or -1.</summary>
    public int Terminal { get; private set; } = -1;

    public StandardStreams Streams { get; } = new();

    protected StartSteps Steps { get; } = steps;

    protected Inherited Inherited { get; } = new();

    /// <summary>Prepares everything except the command itself: the process waits.</summary>
    public abstract void Prepare();

    /// <summary>Lets the process run the command.</summary>
    public void Execute()
    {
        Send('C');
        AwaitExecute();
        _program!.Arena.Release();
    }

    protected void Listen() => Steps.Run(ShimSteps.Socket, () => Socket = new ControlSocket(Spec.SocketPath));

    protected abstract (Exchange Exchange, CredentialSlots Slots) WriteProgram(ChildProgram program);

    /// <param name="namespaces">CLONE_NEW flags; ignored when namespaces are joined, because the new ones are created after the join.</param>
    protected void Clone(int namespaces)
    {
        const int arenaBytes = 16 * 1024 * 1024;
        var arena = new Arena(arenaBytes);
        _report = (ChildReport*)arena.Allocate(sizeof(ChildReport));
        _program = new ChildProgram(arena, Steps.FailAt);
        var pair = stackalloc int[2];
        if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair) < 0)
            throw new KernelException("socketpair", "", Errno.ENOMEM);
        (Inherited.SyncParent, Inherited.SyncChild) = (pair[0], pair[1]);
        if (!Spec.Process.Tty)
            Streams.Open(Spec.Process.OpenStdin, Inherited.Stdio);
        (_exchange, _slots) = WriteProgram(_program);
        ProcessLimits.Permit(Spec.Process.Rlimits);
        var made = Inherited.Join is null ? namespaces : 0;
        (Pid, PidFd) = Cloner.Clone(made, _program, _report, (made & NamespaceFlags.User) == 0 ? null : Spec.UserNamespace?.FirstId);
        if (Inherited.Join is not null)
            TakeSibling();
        RawFile.Close(Inherited.SyncChild);
        foreach (var descriptor in Inherited.Stdio.Where(d => d >= 0).Distinct())
            RawFile.Close(descriptor);
    }

    // The first process has joined the namespaces and left the work to a second one.
    private void TakeSibling()
    {
        var first = PidFd;
        Linux.Processes.PidFd.Wait(first);
        if (_report->Pid == 0)
        {
            PidFd = -1;
            RawFile.Close(first);
            throw ChildFailure();
        }

        (Pid, PidFd) = (_report->Pid, (int)Syscall.Check(Linux.Processes.PidFd.TryOpen(_report->Pid), "pidfd_open"));
        RawFile.Close(first);
    }

    /// <summary>The steps between the two bytes: the process and the shim work in parallel.</summary>
    protected void Release(Action work)
    {
        try
        {
            work();
        }
        catch (StartFailure) when (_report->Errno != 0)
        {
            // The child has failed meanwhile: that is the cause, and the failure here the consequence.
            throw ChildFailure();
        }

        Await();
        Steps.Run(ShimSteps.User, ResolveUser);
    }

    /// <summary>Before the clone: opens the files with which the process enters its group.</summary>
    protected void OpenCgroup()
    {
        foreach (var path in Cgroup.Entries)
            Inherited.CgroupEntries.Add((path, RawFile.Open(path, OpenFlags.WriteOnly | OpenFlags.CloseOnExec)));
    }

    protected void JoinCgroup()
    {
        if (Inherited.CgroupEntries.Count == 0 && Spec.Exec is { } container)
            Cgroup.AddBeside(Pid, container.Pid);
        else if (Inherited.CgroupEntries.Count == 0)
            Cgroup.Add(Pid);

        // Always, because the shim's own score must not be inherited.
        RawFile.Write($"/proc/{Pid}/oom_score_adj", Spec.Process.OomScoreAdjust.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private void ResolveUser()
    {
        var root = RawFile.Open($"/proc/{Pid}/root", OpenFlags.Path | OpenFlags.Directory | OpenFlags.CloseOnExec);
        if (OwnsCgroup)
            Root = root;
        var user = ContainerUser.Resolve(root, Spec.Process);
        if (!OwnsCgroup)
            RawFile.Close(root);
        if (user.Groups.Count > Exchange.MostGroups)
            throw new UnknownUserException($"the user is in {user.Groups.Count} groups: at most {Exchange.MostGroups} are possible");
        for (var i = 0; i < user.Groups.Count; i++)
            _exchange!.Groups[i] = user.Groups[i];
        _program!.SetParameter(_slots!.GroupCount, user.Groups.Count);
        _program.SetParameter(_slots.Uid, (nint)user.Uid);
        _program.SetParameter(_slots.Gid, (nint)user.Gid);
        if (!EnvironmentPlan.Has(Spec.Process, "HOME"))
            _exchange!.Environment[_exchange.EnvironmentCount] = _program.Arena.Text("HOME=" + user.Home);

        if (_slots.Master is { } master)
        {
            Terminal = Linux.Processes.PidFd.GetDescriptor(PidFd, (int)_program.Value(master));
            StandardStreams.NonBlocking(Terminal);
            TerminalPeer.Hold(Terminal);
            if (Spec.Process is { Rows: { } rows, Columns: { } columns })
                TerminalSize.Set(Terminal, rows, columns);
        }

        // So that the program can reopen /dev/stdout, which is a link to the pipe.
        var first = Spec.UserNamespace?.FirstId ?? 0;
        Streams.GiveTo(first + user.Uid, first + user.Gid);
    }

    protected void Send(char go)
    {
        var data = (byte)go;
        Syscall.Try(SyscallNumber.Write, Inherited.SyncParent, (nint)(&data), 1);
    }

    private void Await()
    {
        byte data = 0;
        if (Syscall.Try(SyscallNumber.Read, Inherited.SyncParent, (nint)(&data), 1) != 1)
            throw ChildFailure();
    }

    // The socket closes on exec: end of file means that the command is running, or that the child has reported.
    private void AwaitExecute()
    {
        byte data = 0;
        Syscall.Try(SyscallNumber.Read, Inherited.SyncParent, (nint)(&data), 1);
        if (_report->Executing == 0 || _report->Errno != 0)
            throw ChildFailure();
        RawFile.Close(Inherited.SyncParent);
    }

    private StartFailure ChildFailure() => _report->Errno == 0
        ? new StartFailure(ShimSteps.Release, 0, "", "its process was killed before it ran its command")
        : StartFailure.Of(_program!.Origin(_report->FailedInstruction), _report->Errno);

    /// <summary>Reverts everything. Each part is tried even if another fails; the result names the failures.</summary>
    public string? Undo()
    {
        string? trouble = null;
        if (PidFd >= 0)
            Try(() =>
            {
                Linux.Processes.PidFd.Signal(PidFd, 9);
                Linux.Processes.PidFd.Wait(PidFd);
            });
        if (Root >= 0)
            RawFile.Close(Root);
        PortHolder.Release();
        if (OwnsCgroup)
            Try(() => Teardown.RemoveCgroup(Cgroup));
        if (Socket is { } socket)
            Try(socket.Remove);
        if (Log is { IsNew: true })
            Try(() => RawFile.Unlink(Spec.Log.Path));
        return trouble;

        void Try(Action undo)
        {
            try
            {
                undo();
            }
            catch (KernelException e)
            {
                trouble = e.Message;
            }
        }
    }
}
