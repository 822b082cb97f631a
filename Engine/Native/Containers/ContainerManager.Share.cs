using Panel.Engine.Contract;
using Panel.Engine.Native.Security;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Namespaces of other containers.</summary>
internal sealed partial class ContainerManager
{
    /// <summary>The specification with ids instead of names, so that a rename changes nothing, and the container whose user namespace must
    /// be shared.</summary>
    /// <exception cref="InvalidInputException">There is no such container.</exception>
    /// <exception cref="ConflictException">Its namespace cannot be shared, or two shared namespaces belong to different user
    /// namespaces.</exception>
    private (ContainerSpec Spec, Container? Owner) ResolveShared(ContainerSpec spec)
    {
        Container? owner = null;
        var network = Resolve(spec.NetworkMode, nameof(spec.NetworkMode));
        var pid = Resolve(spec.Security.PidMode, "Security.PidMode");
        var ipc = Resolve(spec.Security.IpcMode, "Security.IpcMode");
        // Its names are shared, its namespaces are not.
        if (spec.DisabledNetworkMode is { } asked && NamespaceMode.Parse(asked) is { Kind: NamespaceModeKind.Container } named)
            spec = spec with { DisabledNetworkMode = NamespaceMode.Of(DonorOf(named.Container, nameof(spec.NetworkMode)).Id) };
        if (owner is null) return (spec, null);
        if (NamespaceMode.Parse(ipc) is { Kind: NamespaceModeKind.Container } mode && _registry.Find(mode.Container) is { Config.Spec.Security.IpcMode: not "shareable" } donor)
            throw new ConflictException($"The ipc namespace of the container {donor.Name} cannot be shared; create that container with the ipc mode shareable.");
        if (owner.Config.UserNamespaceBase is null && WantsUserNamespace(spec))
            throw new ConflictException($"The container {owner.Name} has no user namespace; a container that shares a namespace with it must have none either (user namespace host).");
        if (owner.Config.UserNamespaceBase is not null && spec.UserNamespace == UserNamespaceMode.Host)
            throw new ConflictException($"The container {owner.Name} has a user namespace; a container that shares a namespace with it must share that too. Leave the user namespace out.");
        return (spec with { NetworkMode = network, Security = spec.Security with { PidMode = pid, IpcMode = ipc } }, owner);

        string Resolve(string mode, string field)
        {
            if (NamespaceMode.Parse(mode) is not { Kind: NamespaceModeKind.Container } parsed) return mode;
            var other = DonorOf(parsed.Container, field);
            if (owner is not null && owner.Config.UserNamespaceBase != other.Config.UserNamespaceBase)
                throw new ConflictException($"The containers {owner.Name} and {other.Name} have different user namespaces, so their namespaces cannot be joined by one container.");
            owner ??= other;
            return NamespaceMode.Of(other.Id);
        }
    }

    /// <summary>The running process behind a mode container:ID; null for other modes.</summary>
    /// <exception cref="ConflictException">That container is not running.</exception>
    private ProcessReference? RunningProcess(string mode, string what)
    {
        if (NamespaceMode.Parse(mode) is not { Kind: NamespaceModeKind.Container } parsed) return null;
        var other = _registry.ById(parsed.Container) ?? throw new ConflictException($"The container {parsed.Container[..12]} has been removed, and this one shares its {what}; create this one again.");
        return Reference(other, what);
    }

    private ProcessReference? UserNamespaceProcess(State.ContainerConfig config)
    {
        if (config.SharesUserNamespaceOf is not { } id || config.UserNamespaceBase is null) return null;
        return Reference(_registry.ById(id) ?? throw new ConflictException($"The container {id[..12]} has been removed, and this one shares its user namespace; create this one again."), "user namespace");
    }

    private static ProcessReference Reference(Container other, string what) => other.IsRunning
        ? new ProcessReference { Pid = other.State.Pid, StartTimeTicks = other.State.StartTimeTicks }
        : throw new ConflictException($"The container {other.Name} is not running, and this one shares its {what}; start {other.Name} first.");
}
