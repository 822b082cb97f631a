using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Networks;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>The filters of a container list: those that the engine applies, and those that only Docker has.</summary>
internal sealed class ContainerListFilter
{
    private static readonly string[] Healths = ["none", "starting", "healthy", "unhealthy"];
    private static readonly ContainerStatus[] Running = [ContainerStatus.Running, ContainerStatus.Paused, ContainerStatus.Restarting];
    private readonly QueryFilters _filters;
    private readonly List<DateTimeOffset> _before = [];
    private readonly List<DateTimeOffset> _since = [];

    private readonly bool _isNobody;

    // An empty id is the beginning of none, as in Docker.
    private ContainerListFilter(QueryFilters filters, ContainerFilter ofEngine) =>
        (_filters, OfEngine, _isNobody) = (filters, ofEngine, filters.HasEmpty("ancestor", "network", "volume") || (filters["id"].Count > 0 && ofEngine.Ids.Count == 0));

    /// <summary>The engine's part.</summary>
    public ContainerFilter OfEngine { get; }

    /// <exception cref="ApiException">A filter is unknown or its value is wrong.</exception>
    public static async Task<ContainerListFilter> ParseAsync(ApiCall call, bool all)
    {
        var filters = call.Filters(
            "ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "label!", "name", "network", "publish", "since", "status", "volume");
        var wanted = new ContainerListFilter(filters, new ContainerFilter
        {
            All = all,
            // As in Docker, a filter by state includes stopped containers; a filter by exit code does not.
            Statuses = filters["exited"].Count == 0 || all || filters["status"].Count > 0 ? [.. filters["status"].Select(Status)] : Running,
            Ids = [.. filters["id"].Where(id => id.Length > 0)],
            Ancestors = filters["ancestor"],
            Volumes = filters["volume"],
            Networks = [.. filters["network"].Select(network => NetworkName(call, network))],
            ExitCodes = [.. filters["exited"].Select(ExitCode)],
        });
        wanted.Check();
        foreach (var id in filters["before"]) wanted._before.Add((await ContainerLookup.FindAsync(call, id)).Summary.CreatedAt);
        foreach (var id in filters["since"]) wanted._since.Add((await ContainerLookup.FindAsync(call, id)).Summary.CreatedAt);
        return wanted;
    }

    /// <summary>Applies the other filters.</summary>
    public bool Matches(ContainerSummary row) =>
        !_isNobody
        && (_filters.Found("name", row.Name) || _filters.Found("name", "/" + row.Name))
        && _filters.Labels(row.Labels)
        && _before.All(time => row.CreatedAt < time)
        && _since.All(time => row.CreatedAt > time)
        && _filters.Any("publish", port => row.Ports.Any(binding => binding.HostPort > 0 && PortRange.Parse(port).Holds(binding.HostPort.Value, binding.Protocol)))
        && _filters.Any("expose", port => row.Ports.Any(binding => PortRange.Parse(port).Holds(binding.ContainerPort, binding.Protocol)))
        && _filters.Any("health", health => health == HealthModels.Word(row.State.Health))
        // No container here belongs to a task. Isolation is for Windows, so every container matches it elsewhere.
        && _filters.Any("is-task", task => task is "false" or "0");

    // Wrong values are refused even when there is nothing to compare with them.
    private void Check()
    {
        foreach (var port in _filters["publish"].Concat(_filters["expose"])) _ = PortRange.Parse(port);
        if (_filters["health"].FirstOrDefault(health => !Healths.Contains(health)) is { } unknown)
            throw ApiException.Bad($"The health '{unknown}' must be none, starting, healthy or unhealthy.");
        _ = _filters.Truth("is-task");
    }

    private static ContainerStatus Status(string word) =>
        Enum.GetValues<ContainerStatus>().Where(status => StatusText.Word(status) == word).Cast<ContainerStatus?>().FirstOrDefault()
        ?? throw ApiException.Bad($"The status '{word}' must be created, restarting, running, removing, paused, exited or dead.");

    private static int ExitCode(string text) => int.TryParse(text, out var code) ? code : throw ApiException.Bad($"The exit code '{text}' must be a number.");

    private static string NetworkName(ApiCall call, string nameOrId)
    {
        var instance = call.Service<PanelOptions>().InstanceName();
        return ContainerNetworks.Names.FirstOrDefault(name => NetworkIdentity.Network(instance, name).StartsWith(nameOrId, StringComparison.Ordinal)) ?? nameOrId;
    }
}
