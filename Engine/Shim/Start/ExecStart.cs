using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;
using Panel.Engine.Shim.Plan;

namespace Panel.Engine.Shim.Start;

/// <summary>Starts another process in a running container: in all its namespaces and its cgroup, with the rights in the specification, as
/// for the first process.</summary>
internal sealed class ExecStart(StartSteps steps, ShimSpec spec) : ProcessStart(steps, spec)
{
    public override bool OwnsCgroup => false;

    public override void Prepare()
    {
        Listen();
        Steps.Run(ShimSteps.Clone, () =>
        {
            Cgroup = CgroupHost.Detect().Existing(Spec.CgroupPath);
            OpenCgroup();
            Inherited.Join = new JoinedNamespaces([(Container(), NamespaceFlags.All(Spec.UserNamespace is not null))], 0, null);
            Clone(0);
        });
        Release(() =>
        {
            Steps.Run(ShimSteps.CgroupJoin, JoinCgroup);
            Send('G');
        });
    }

    protected override (Exchange Exchange, CredentialSlots Slots) WriteProgram(ChildProgram program) => ExecWriter.Write(program, Spec, Inherited);

    // The descriptor pins the process; only then is its start time compared.
    private int Container()
    {
        var container = Spec.Exec!;
        var descriptor = Linux.Processes.PidFd.TryOpen(container.Pid);
        if (descriptor >= 0 && Linux.Processes.PidFd.StartTimeTicks(container.Pid) == container.StartTimeTicks)
            return descriptor;
        throw new KernelException("join", "the container, which is no longer running", Errno.ESRCH);
    }
}
