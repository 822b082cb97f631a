using Panel.Engine.Contract;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>Converts records to the contract's models.</summary>
internal static class SummaryOf
{
    public static ContainerSummary Container(ContainerConfig config, ContainerStateRecord state) => new()
    {
        Id = config.Id,
        Name = config.Name,
        Image = config.Spec.Image,
        ImageId = config.ImageId,
        Command = string.Join(' ', config.Process.Arguments),
        CreatedAt = config.CreatedAt,
        State = State(state),
        Labels = config.Labels,
        Ports = Ports(config, state),
        Networks = [config.Spec.NetworkMode],
        Weaknesses = Weaknesses(config, state),
    };

    public static ContainerState State(ContainerStateRecord state) => new()
    {
        Status = state.Status,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        OomKilled = state.OomKilled,
        Error = state.Error,
        StartedAt = state.StartedAt,
        FinishedAt = state.FinishedAt,
        RestartCount = state.RestartCount,
        Health = state.Health,
    };

    private static IReadOnlyList<string> Weaknesses(ContainerConfig config, ContainerStateRecord state)
    {
        // It no longer runs anything, and for a damaged one the former options are unknown.
        if (state.Status == ContainerStatus.Dead) return [];
        try
        {
            return SecurityReport.Weaknesses(config.Spec, config.Mounts, config.UserNamespaceBase is not null, CgroupAccessOf.Of(config));
        }
        catch (InvalidInputException wrong)
        {
            // Options from another kernel, such as a capability that this one does not know, must not prevent the engine's start.
            return [$"Its security cannot be assessed: {wrong.Message}"];
        }
    }

    /// <summary>Includes host ports only while they are in use.</summary>
    private static List<PortBinding> Ports(ContainerConfig config, ContainerStateRecord state)
    {
        var published = state.Lease is { } lease
            ? lease.Ports.Select(port => new PortBinding(port.ContainerPort, port.Protocol, port.HostAddress, port.HostPort))
            : config.PublishedPorts.Select(port => port with { HostPort = null, LastHostPort = null });
        return config.Spec.PublishAllPorts ? [.. published] : [.. published, .. config.ExposedPorts];
    }

    public static EndpointDetails Endpoint(ContainerConfig config, ContainerStateRecord state) => state.Lease is { } lease
        ? new EndpointDetails(config.Spec.NetworkMode, lease.Address, lease.PrefixLength, lease.Gateway, lease.MacAddress)
        : new EndpointDetails(config.Spec.NetworkMode, "", 0, "", "");
}
