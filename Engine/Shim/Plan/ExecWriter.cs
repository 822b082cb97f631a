using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>The program of a process that joins a container. After the join it can trust nothing that it finds, because the container
/// created it.</summary>
internal static class ExecWriter
{
    public static (Exchange Exchange, CredentialSlots Slots) Write(ChildProgram program, ShimSpec spec, Inherited inherited)
    {
        var environment = EnvironmentPlan.Complete(spec.Process, spec.Hostname);
        var exchange = ProgramWriter.Exchange(program, environment);

        // Through the host's procfs; the label waits for execve, even over the clone.
        if (spec.Process.AppArmorProfile is not null || spec.Process.SelinuxLabel is not null)
            FinishPlan.WriteLabel(program, program.OpenPath(Linux.Files.OpenFlags.WorkingDirectory, "/proc", Linux.Files.ResolveFlags.NoSymlinks), spec.Process);
        program.Step(ShimSteps.Join);
        JoinPlan.Write(program, inherited.Join!, inherited, "/");
        ProgramWriter.Begin(program, spec, inherited);
        program.Step(ShimSteps.Terminal);
        (Slot Master, Slot Slave)? terminal = spec.Process.Tty ? TerminalPlan.Open(program) : null;
        var slots = ProgramWriter.Ready(program, inherited, terminal?.Master);
        FinishPlan.WriteStdio(program, inherited, terminal?.Slave, slots.Uid);
        FinishPlan.EnterWorkingDirectory(program, spec.Process.WorkingDirectory);
        FinishPlan.WriteCredentials(program, spec.Process, spec.UserNamespace is not null, exchange, slots);
        FinishPlan.WriteExecute(program, spec.Process, exchange, init: false);
        return (exchange, slots);
    }
}
