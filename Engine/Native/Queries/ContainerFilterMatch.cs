using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Queries;

/// <summary>Whether a container belongs in a list.</summary>
internal static class ContainerFilterMatch
{
    /// <param name="container">The container.</param>
    /// <param name="filter">The criteria.</param>
    /// <param name="ancestorIds">Ids of the images that the filter's ancestors name.</param>
    public static bool Matches(Container container, ContainerFilter filter, IReadOnlySet<string> ancestorIds)
    {
        var summary = container.Summary;
        var state = summary.State;
        return (filter.All || filter.Statuses.Count > 0 || filter.ExitCodes.Count > 0 || state.IsRunning
            || state.Status == ContainerStatus.Restarting)
            && Any(filter.Statuses, status => state.Status == status)
            && Any(filter.Names, part => summary.Name.Contains(part.TrimStart('/'), StringComparison.Ordinal))
            && Any(filter.Ids, prefix => summary.Id.StartsWith(prefix, StringComparison.Ordinal))
            && filter.Labels.All(label => HasLabel(summary.Labels, label))
            && Any(filter.Ancestors, ancestor => ancestorIds.Contains(summary.ImageId) || summary.Image == ancestor)
            && Any(filter.Volumes, volume => container.Config.Mounts.Any(mount => mount.Source == volume || mount.Target == volume))
            && Any(filter.Networks, network => summary.Networks.Contains(network))
            && Any(filter.ExitCodes, code => state.Status == ContainerStatus.Exited && state.ExitCode == code);
    }

    private static bool Any<T>(IReadOnlyList<T> criterion, Func<T, bool> matches) => criterion.Count == 0 || criterion.Any(matches);

    private static bool HasLabel(IReadOnlyDictionary<string, string> labels, string wanted)
    {
        var equals = wanted.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? labels.ContainsKey(wanted)
            : labels.TryGetValue(wanted[..equals], out var value) && value == wanted[(equals + 1)..];
    }
}
