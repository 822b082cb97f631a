using Panel.Engine.Contract;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Namespaces of other containers.</summary>
/// <param name="registry">The containers.</param>
/// <param name="isUserNamespaceDefault">Whether a container has a user namespace unless it says otherwise.</param>
internal sealed class SharedNamespaces(ContainerRegistry registry, bool isUserNamespaceDefault)
{
    /// <summary>The specification with ids instead of names, so that a rename changes nothing, and the container whose user namespace must
    /// be shared.</summary>
    /// <exception cref="InvalidInputException">There is no such container.</exception>
    /// <exception cref="ConflictException">Its namespace cannot be shared, or two shared namespaces belong to different user
    /// namespaces.</exception>
    public (ContainerSpec Spec, Container? Owner) Resolve(ContainerSpec spec)
    {
        Container? owner = null;
        var network = ById(spec.NetworkMode, nameof(spec.NetworkMode));
        var pid = ById(spec.Security.PidMode, "Security.PidMode");
        var ipc = ById(spec.Security.IpcMode, "Security.IpcMode");
        // Its names are shared, its namespaces are not.
        if (spec.DisabledNetworkMode is { } asked && NamespaceMode.Parse(asked) is { Kind: NamespaceModeKind.Container } named)
            spec = spec with { DisabledNetworkMode = NamespaceMode.Of(DonorOf(named.Container, nameof(spec.NetworkMode)).Id) };
        if (owner is null) return (spec, null);
        if (NamespaceMode.Parse(ipc) is { Kind: NamespaceModeKind.Container } mode
            && registry.Find(mode.Container) is { Config.Spec.Security.IpcMode: not "shareable" } donor)
            throw new ConflictException(
                $"The ipc namespace of the container {donor.Name} cannot be shared; create that container with the ipc mode shareable.");
        if (owner.Config.UserNamespaceBase is null && WantsUserNamespace(spec))
            throw new ConflictException(
                $"The container {owner.Name} has no user namespace; a container that shares a namespace with it must have none either "
                + "(user namespace host).");
        if (owner.Config.UserNamespaceBase is not null && spec.UserNamespace == UserNamespaceMode.Host)
            throw new ConflictException(
                $"The container {owner.Name} has a user namespace; a container that shares a namespace with it must share that too. "
                + "Leave the user namespace out.");
        return (spec with { NetworkMode = network, Security = spec.Security with { PidMode = pid, IpcMode = ipc } }, owner);

        string ById(string mode, string field)
        {
            if (NamespaceMode.Parse(mode) is not { Kind: NamespaceModeKind.Container } parsed) return mode;
            var other = DonorOf(parsed.Container, field);
            if (owner is not null && owner.Config.UserNamespaceBase != other.Config.UserNamespaceBase)
                throw new ConflictException(
                    $"The containers {owner.Name} and {other.Name} have different user namespaces, "
                    + "so their namespaces cannot be joined by one container.");
            owner ??= other;
            return NamespaceMode.Of(other.Id);
        }
    }

    /// <summary>The running process behind a mode container:ID; null for other modes.</summary>
    /// <exception cref="ConflictException">That container is not running.</exception>
    public ProcessReference? RunningProcess(string mode, string what)
    {
        if (NamespaceMode.Parse(mode) is not { Kind: NamespaceModeKind.Container } parsed) return null;
        var other = registry.ById(parsed.Container)
            ?? throw new ConflictException($"The container {parsed.Container[..12]} has been removed, and this one shares its {what}; "
                + "create this one again.");
        return Reference(other, what);
    }

    /// <summary>The running process whose user namespace the container shares; null when it shares none.</summary>
    /// <exception cref="ConflictException">That container is not running.</exception>
    public ProcessReference? UserNamespaceProcess(ContainerConfig config)
    {
        if (config.SharesUserNamespaceOf is not { } id || config.UserNamespaceBase is null) return null;
        return Reference(registry.ById(id)
            ?? throw new ConflictException($"The container {id[..12]} has been removed, and this one shares its user namespace; "
                + "create this one again."), "user namespace");
    }

    private static ProcessReference Reference(Container other, string what) => other.IsRunning
        ? new ProcessReference { Pid = other.State.Pid, StartTimeTicks = other.State.StartTimeTicks }
        : throw new ConflictException($"The container {other.Name} is not running, and this one shares its {what}; start {other.Name} first.");

    /// <summary>Whether a container of this specification gets a user namespace.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="owner">The container whose user namespace it shares.</param>
    public bool HasUserNamespace(ContainerSpec spec, Container? owner) =>
        owner is null ? WantsUserNamespace(spec) : owner.Config.UserNamespaceBase is not null;

    /// <summary>Whether it gets one of its own, unless it must share another container's.</summary>
    public bool WantsUserNamespace(ContainerSpec spec) => spec.UserNamespace == UserNamespaceMode.Private && isUserNamespaceDefault;

    /// <summary>The container that a specification names.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public Container DonorOf(string idOrName, string field)
    {
        try
        {
            return registry.Find(idOrName);
        }
        catch (ObjectNotFoundException error)
        {
            // Not 404, which clients would blame on the image: they would pull it and create again.
            throw new InvalidInputException($"No such container: {idOrName}", field, error);
        }
    }
}
