using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers.Recreation;

/// <summary>Containers that join namespaces of another one. They join it by its id, so a container in its place is not theirs.</summary>
public static class NamespaceSharing
{
    private const string Prefix = "container:";

    /// <summary>Those that join a namespace of a container, running or not.</summary>
    public static async Task<IReadOnlyList<ContainerSummary>> SharersAsync(IContainers containers, string id, CancellationToken cancellationToken)
    {
        List<ContainerSummary> found = [];
        foreach (var other in await containers.ListAsync(cancellationToken: cancellationToken))
        {
            try
            {
                if (Joins((await containers.InspectAsync(other.Id, cancellationToken)).Spec, id)) found.Add(other);
            }
            catch (ObjectNotFoundException)
            {
                // Removed since the list was read.
            }
        }

        return found;
    }

    /// <summary>The specification with another container in place of the one that it joins.</summary>
    public static ContainerSpec Moved(ContainerSpec spec, string from, string to) => Map(spec, id => id == from ? to : id);

    /// <summary>The specification with names for the ids of containers that it joins; what was removed keeps its id.</summary>
    public static ContainerSpec Named(ContainerSpec spec, IEnumerable<ContainerSummary> all)
    {
        var names = all.ToDictionary(container => container.Id, container => container.Name);
        return Map(spec, id => names.GetValueOrDefault(id, id));
    }

    /// <summary>The container that a mode joins; null for other modes.</summary>
    public static string? Joined(string mode) => mode.StartsWith(Prefix, StringComparison.Ordinal) ? mode[Prefix.Length..] : null;

    private static bool Joins(ContainerSpec spec, string id) => Joined(spec.NetworkMode) == id || Joined(spec.Security.PidMode) == id || Joined(spec.Security.IpcMode) == id;

    private static ContainerSpec Map(ContainerSpec spec, Func<string, string> other)
    {
        return spec with
        {
            NetworkMode = Mode(spec.NetworkMode),
            Security = spec.Security with { PidMode = Mode(spec.Security.PidMode), IpcMode = Mode(spec.Security.IpcMode) },
        };

        string Mode(string mode) => Joined(mode) is { } id ? Prefix + other(id) : mode;
    }
}
