using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Execs;

/// <summary>Publishes what happens to commands in containers.</summary>
internal sealed class ExecEvents(ContainerEvents events)
{
    /// <summary>In the form that scripts read in Docker's events: the command is part of the action.</summary>
    public void Publish(Exec exec, string action, params ReadOnlySpan<(string Key, string Value)> attributes)
    {
        var told = action == "exec_die" ? action : $"{action}: {string.Join(' ', exec.Spec.Arguments)}";
        if (exec.IsProbe) events.PublishRoutine(exec.Container, told, [.. attributes, ("execID", exec.Id)]);
        else events.Publish(exec.Container, told, [.. attributes, ("execID", exec.Id)]);
    }

    /// <summary>A client let go of it with its keys.</summary>
    public void PublishDetached(Exec exec) => events.Publish(exec.Container, "exec_detach", ("execID", exec.Id));
}
