using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Protocol;

/// <summary>The command of a container or of an exec, with its rights.</summary>
public sealed record ProcessSpec
{
    /// <summary>Entry point and command together; never empty.</summary>
    public required List<string> Arguments { get; set; }

    /// <summary>KEY=value. The shim adds PATH, HOME and HOSTNAME if they are missing, and TERM with a tty.</summary>
    public List<string> Environment { get; set; } = [];

    /// <summary>Path inside the container; created if missing.</summary>
    public string WorkingDirectory { get; set; } = "/";

    /// <summary>Docker's form <c>user[:group]</c> with names or numbers, resolved in the image's /etc/passwd and /etc/group; empty is root.</summary>
    public string User { get; set; } = "";

    /// <summary>Supplementary groups in addition to those in /etc/group, names or numbers.</summary>
    public List<string> AdditionalGroups { get; set; } = [];

    public bool Tty { get; set; }

    /// <summary>Initial rows of the terminal, 1 to 65535; null leaves the kernel's 0 by 0. The columns likewise.</summary>
    public int? Rows { get; set; }

    public int? Columns { get; set; }

    public bool OpenStdin { get; set; }

    /// <summary>A seccomp filter as an array of struct sock_filter, loaded just before the capabilities are dropped; null loads none.</summary>
    public string? SeccompFilterFile { get; set; }

    /// <summary>Permitted, effective and bounding set, by bit. A user other than root keeps only the bounding set, as in Docker.</summary>
    public long Capabilities { get; set; } = (long)Linux.Processes.Capabilities.DefaultMask;

    public bool NoNewPrivileges { get; set; }

    public List<RlimitSpec> Rlimits { get; set; } = [];

    /// <summary>-1000..1000.</summary>
    public int OomScoreAdjust { get; set; }

    /// <summary>Entered at execve, if the host has AppArmor.</summary>
    public string? AppArmorProfile { get; set; }

    /// <summary>Entered at execve, if the host has SELinux.</summary>
    public string? SelinuxLabel { get; set; }

    internal static ProcessSpec Blank() => new() { Arguments = [] };

    internal void Transfer(SpecWire wire)
    {
        Arguments = wire.Texts(Arguments);
        Environment = wire.Texts(Environment);
        WorkingDirectory = wire.Text(WorkingDirectory);
        User = wire.Text(User);
        AdditionalGroups = wire.Texts(AdditionalGroups);
        Tty = wire.Flag(Tty);
        Rows = wire.Number(Rows);
        Columns = wire.Number(Columns);
        OpenStdin = wire.Flag(OpenStdin);
        SeccompFilterFile = wire.TextOrNull(SeccompFilterFile);
        Capabilities = wire.Number(Capabilities);
        NoNewPrivileges = wire.Flag(NoNewPrivileges);
        Rlimits = wire.Items(Rlimits, RlimitSpec.Blank, static (r, w) => r.Transfer(w));
        OomScoreAdjust = wire.Number(OomScoreAdjust);
        AppArmorProfile = wire.TextOrNull(AppArmorProfile);
        SelinuxLabel = wire.TextOrNull(SelinuxLabel);
    }
}

/// <summary>A resource limit of setrlimit(2).</summary>
public sealed record RlimitSpec
{
    /// <summary>RLIMIT_ number, 7 for NOFILE.</summary>
    public required int Resource { get; set; }

    /// <summary>-1 means unlimited.</summary>
    public required long Soft { get; set; }

    /// <summary>-1 means unlimited.</summary>
    public required long Hard { get; set; }

    internal static RlimitSpec Blank() => new() { Resource = 0, Soft = 0, Hard = 0 };

    internal void Transfer(SpecWire wire)
    {
        Resource = wire.Number(Resource);
        Soft = wire.Number(Soft);
        Hard = wire.Number(Hard);
    }
}
