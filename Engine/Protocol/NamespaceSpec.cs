using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

public enum NamespaceKind
{
    /// <summary>A new one for the container.</summary>
    Private,

    Host,

    /// <summary>That of another container.</summary>
    Joined,
}

/// <summary>Which namespace of one kind the container has.</summary>
public sealed record NamespaceSpec
{
    public NamespaceKind Kind { get; set; }

    /// <summary>Joined: whose.</summary>
    public ProcessReference? Join { get; set; }

    internal void Transfer(SpecWire wire)
    {
        Kind = (NamespaceKind)wire.Number((int)Kind);
        Join = wire.ItemOrNull(Join, ProcessReference.Blank, static (p, w) => p.Transfer(w));
    }
}

/// <summary>A process for good: a reused pid has another start time.</summary>
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

/// <summary>The namespaces beside those of mounts, network and users.</summary>
public sealed record NamespacesSpec
{
    public NamespaceSpec Pid { get; set; } = new();

    public NamespaceSpec Ipc { get; set; } = new();

    public NamespaceSpec Uts { get; set; } = new();

    /// <summary>Cannot be joined. On cgroup v1 the host's is Docker's default.</summary>
    public NamespaceSpec Cgroup { get; set; } = new();

    internal void Transfer(SpecWire wire)
    {
        Pid.Transfer(wire);
        Ipc.Transfer(wire);
        Uts.Transfer(wire);
        Cgroup.Transfer(wire);
    }
}

/// <summary>Container ids 0..Count-1 are host ids FirstId..FirstId+Count-1, users and groups alike.</summary>
public sealed record UserNamespaceSpec
{
    public required long FirstId { get; set; }

    public required int Count { get; set; }

    /// <summary>The container whose user namespace is joined, for another of its namespaces belongs to it; null makes a new one.</summary>
    public ProcessReference? Join { get; set; }

    internal static UserNamespaceSpec Blank() => new() { FirstId = 0, Count = 0 };

    internal void Transfer(SpecWire wire)
    {
        FirstId = wire.Number(FirstId);
        Count = wire.Number(Count);
        Join = wire.ItemOrNull(Join, ProcessReference.Blank, static (p, w) => p.Transfer(w));
    }
}
