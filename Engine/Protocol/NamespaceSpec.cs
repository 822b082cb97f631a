using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

public enum NamespaceKind
{
    /// <summary>A new namespace for the container.</summary>
    Private,

    Host,

    /// <summary>Another container's namespace.</summary>
    Joined,
}

/// <summary>The container's namespace of one kind.</summary>
public sealed record NamespaceSpec
{
    public NamespaceKind Kind { get; set; }

    /// <summary>Joined: the other container's process.</summary>
    public ProcessReference? Join { get; set; }

    internal void Transfer(SpecWire wire)
    {
        Kind = (NamespaceKind)wire.Number((int)Kind);
        Join = wire.ItemOrNull(Join, ProcessReference.Blank, static (p, w) => p.Transfer(w));
    }
}

/// <summary>Identifies a process permanently: a reused pid has another start time.</summary>
public sealed record ProcessReference
{
    public required int Pid { get; set; }

    /// <summary>Field 22 of /proc/&lt;pid&gt;/stat.</summary>
    public required long StartTimeTicks { get; set; }

    internal static ProcessReference Blank() => new() { Pid = 0, StartTimeTicks = 0 };

    internal void Transfer(SpecWire wire)
    {
        Pid = wire.Number(Pid);
        StartTimeTicks = wire.Number(StartTimeTicks);
    }
}

/// <summary>The namespaces other than mounts, network and users.</summary>
public sealed record NamespacesSpec
{
    public NamespaceSpec Pid { get; set; } = new();

    public NamespaceSpec Ipc { get; set; } = new();

    public NamespaceSpec Uts { get; set; } = new();

    /// <summary>Cannot be joined. On cgroup v1, Docker's default is the host's.</summary>
    public NamespaceSpec Cgroup { get; set; } = new();

    internal void Transfer(SpecWire wire)
    {
        Pid.Transfer(wire);
        Ipc.Transfer(wire);
        Uts.Transfer(wire);
        Cgroup.Transfer(wire);
    }
}

/// <summary>Container ids 0..Count-1 are host ids FirstId..FirstId+Count-1, for users and groups.</summary>
public sealed record UserNamespaceSpec
{
    public required long FirstId { get; set; }

    public required int Count { get; set; }

    /// <summary>The container whose user namespace is joined, because another joined namespace belongs to it; null creates a new one.</summary>
    public ProcessReference? Join { get; set; }

    internal static UserNamespaceSpec Blank() => new() { FirstId = 0, Count = 0 };

    internal void Transfer(SpecWire wire)
    {
        FirstId = wire.Number(FirstId);
        Count = wire.Number(Count);
        Join = wire.ItemOrNull(Join, ProcessReference.Blank, static (p, w) => p.Transfer(w));
    }
}
