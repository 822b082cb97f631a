using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>What the network manager must know of the instance.</summary>
public sealed record NetworkSettings
{
    /// <summary>Names the nftables table, and the bridge when none is named: <c>panel</c>, or a short unique name.</summary>
    public required string InstanceName { get; init; }

    /// <summary>Directory for what survives restarts, such as the chosen subnet.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Name of the bridge; null derives it from the instance's name.</summary>
    public string? BridgeName { get; init; }

    /// <summary>The bridge's subnet as <c>172.30.0.0/16</c>; null chooses a free one once and keeps it.</summary>
    public string? Subnet { get; init; }

    /// <summary>Path of the network namespace to work in; null is the process's own.</summary>
    public string? NamespacePath { get; init; }

    /// <summary>File that says that a panel turned IPv4 forwarding on; null is the one in /run that all panels of the machine share.</summary>
    public string? ForwardingRecord { get; init; }

    /// <summary>How often the network is looked at although nobody has told of a change: sysctls have no notification.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Takes what cannot be read of the state.</summary>
    internal KeptProblems? Problems { get; init; }

    /// <summary>The settings of an engine.</summary>
    public static NetworkSettings From(EngineOptions options, EnginePaths paths) => new()
    {
        InstanceName = paths.InstanceName,
        StateDirectory = paths.DataRoot + "/network",
        BridgeName = paths.BridgeName,
        Subnet = options.Subnet,
    };
}
