using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Operations;

namespace Panel.Web.Door;

/// <summary>Containers as the policy looks at them.</summary>
public sealed class ContainerResources
{
    private readonly IContainers _containers;
    private readonly OpenFolders _folders;
    private readonly HostReaches _reaches;

    public ContainerResources(IContainerEngine engine, PanelOptions options)
    {
        _containers = engine.Containers;
        _folders = new OpenFolders(options.Operators.Folders);
        _reaches = new HostReaches(_containers, _folders, options.ApiSockets().ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The specification as the engine gets it: with whoever asks as its creator, and, unless that is an administrator, with its binds held to the folders that are open to operators.</summary>
    internal ContainerSpec As(Actor actor, ContainerSpec spec) => _folders.Confine(spec, hold: !actor.May(PanelRole.Administrator)) with { Creator = actor.AsCreator() };

    /// <summary>One that is to be made.</summary>
    internal Resource New(ContainerSpec spec) => new(spec.Name ?? spec.Image) { Reaches = cancellationToken => _reaches.OfAsync(_folders.Confine(spec, hold: true), cancellationToken) };

    /// <summary>The inside of one that is there: whoever acts in it can do what it can.</summary>
    internal Resource Inside(ContainerSummary container) => new(container.Name) { Reaches = cancellationToken => InsideAsync(container.Id, cancellationToken) };

    /// <summary>The same for a command that is to run in it.</summary>
    internal Resource Inside(ContainerSummary container, ExecSpec command) => !command.Privileged ? Inside(container) : new(container.Name)
    {
        Reaches = async cancellationToken => [new(nameof(ExecSpec.Privileged), "a privileged command has every capability"), .. await InsideAsync(container.Id, cancellationToken)],
    };

    private async ValueTask<IReadOnlyList<HostReach>> InsideAsync(string id, CancellationToken cancellationToken) =>
        await _reaches.OfAsync(await _containers.InspectAsync(id, cancellationToken), cancellationToken);
}
