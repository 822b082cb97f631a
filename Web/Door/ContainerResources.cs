using Panel.Engine.Contract;
using Panel.Web.Configuration;

namespace Panel.Web.Door;

/// <summary>Containers as the policy looks at them.</summary>
public sealed class ContainerResources
{
    private readonly IContainers _containers;
    private readonly OpenFolders _folders;
    private readonly HostReaches _reaches;

    public ContainerResources(SystemEngine system, PanelOptions options)
    {
        _containers = system.Engine.Containers;
        _folders = new OpenFolders(options.Operators.Folders);
        _reaches = new HostReaches(_containers, _folders, options.ApiSockets().ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>
    /// The specification as somebody who is not an administrator may have it: ids in place of the names of other containers, which could change hands between
    /// the decision and the creation, and binds held to the folders that are open to operators.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">It names a container that does not exist.</exception>
    internal async ValueTask<ContainerSpec> HoldAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var security = spec.Security;
        List<string> donors = [];
        foreach (var donor in spec.VolumesFrom)
        {
            var parts = donor.Split(':', 2);
            parts[0] = await IdAsync(parts[0], cancellationToken);
            donors.Add(string.Join(':', parts));
        }

        return _folders.Confine(spec, hold: true) with
        {
            NetworkMode = await ModeAsync(spec.NetworkMode, cancellationToken),
            DisabledNetworkMode = spec.DisabledNetworkMode is { } disabled ? await ModeAsync(disabled, cancellationToken) : null,
            VolumesFrom = donors,
            Security = security with { PidMode = await ModeAsync(security.PidMode, cancellationToken), IpcMode = await ModeAsync(security.IpcMode, cancellationToken) },
        };
    }

    /// <summary>The specification as an administrator may have it: whatever limit of a bind the caller gave is dropped.</summary>
    internal ContainerSpec Free(ContainerSpec spec) => _folders.Confine(spec, hold: false);

    /// <summary>The ways in which a container reaches the host once it is created.</summary>
    internal ValueTask<IReadOnlyList<HostReach>> ReachesAsync(ContainerSpec held, CancellationToken cancellationToken) => _reaches.OfAsync(held, cancellationToken);

    /// <summary>The inside of one that is there: whoever acts in it can do what it can.</summary>
    internal Resource Inside(ContainerSummary container) => new(container.Name) { Reaches = cancellationToken => InsideAsync(container.Id, cancellationToken) };

    /// <summary>The same for a command that is to run in it.</summary>
    internal Resource Inside(ContainerSummary container, ExecSpec command) => !command.Privileged ? Inside(container) : new(container.Name)
    {
        Reaches = async cancellationToken => [new(nameof(ExecSpec.Privileged), "a privileged command has every capability"), .. await InsideAsync(container.Id, cancellationToken)],
    };

    private async ValueTask<IReadOnlyList<HostReach>> InsideAsync(string id, CancellationToken cancellationToken) =>
        await _reaches.OfAsync(await _containers.InspectAsync(id, cancellationToken), cancellationToken);

    private async ValueTask<string> ModeAsync(string mode, CancellationToken cancellationToken)
    {
        const string prefix = "container:";
        return mode.StartsWith(prefix, StringComparison.Ordinal) ? prefix + await IdAsync(mode[prefix.Length..], cancellationToken) : mode;
    }

    private async ValueTask<string> IdAsync(string idOrName, CancellationToken cancellationToken) => (await _containers.InspectAsync(idOrName, cancellationToken)).Summary.Id;
}
