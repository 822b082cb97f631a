using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>The network manager's settings.</summary>
public sealed record NetworkSettings
{
    /// <summary>The name of the nftables table, and the default for the bridge's: <c>panel</c>, or a short unique name.</summary>
    public required string InstanceName { get; init; }

    /// <summary>Directory for data that survives restarts, such as the chosen subnet.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Name of the bridge; null derives it from the instance name.</summary>
    public string? BridgeName { get; init; }

    /// <summary>The bridge's subnet, such as <c>172.30.0.0/16</c>; null chooses a free one once and keeps it.</summary>
    public string? Subnet { get; init; }

    /// <summary>Path of the network namespace to use; null means the process's own.</summary>
    public string? NamespacePath { get; init; }

    /// <summary>File that records that a panel turned on IPv4 forwarding; null means the one in /run that all panels of the machine
    /// share.</summary>
    public string? ForwardingRecord { get; init; }

    /// <summary>How often the network is checked without a notification: sysctls have none.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Receives unreadable parts of the state.</summary>
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
