using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The input of the form for a new container, kept as text until it is read.</summary>
public sealed class ContainerForm(LimitsForm limits, RestartForm restart, HealthForm health, SecurityForm security)
{
    /// <summary>Creates an empty form.</summary>
    public ContainerForm() : this(new(), new(), new(), new())
    {
    }

    public string Image { get; set; } = "";
    public string Name { get; set; } = "";
    public string Command { get; set; } = "";
    public string Entrypoint { get; set; } = "";
    public string WorkingDirectory { get; set; } = "";
    public string User { get; set; } = "";
    public string NetworkMode { get; set; } = "bridge";
    public List<PortRow> Ports { get; } = [];
    public bool PublishAllPorts { get; set; }
    public ResolverForm Resolver { get; } = new();
    public List<EnvironmentRow> Environment { get; } = [];
    public List<MountRow> Mounts { get; } = [];
    public LimitsForm Limits { get; } = limits;
    public RestartForm Restart { get; } = restart;
    public HealthForm Health { get; } = health;
    public SecurityForm Security { get; } = security;
    public bool Tty { get; set; }
    public bool AutoRemove { get; set; }
    public bool StartAtOnce { get; set; } = true;

    /// <summary>Removes empty rows, so that row numbers match those of the specification.</summary>
    public void DropBlankRows()
    {
        Ports.RemoveAll(row => row is { HostAddress: "", HostPort: "", ContainerPort: "" });
        Environment.RemoveAll(row => row is { Name: "", Value: "" });
        Mounts.RemoveAll(row => row is { Source: "", Target: "" });
        Limits.DropBlankRows();
    }

    /// <summary>Adds a row for each line <c>NAME=value</c> of a pasted text; it skips comments and blank lines and replaces existing
    /// names.</summary>
    public void PasteEnvironment(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line[7..] : line;
            var split = assignment.IndexOf('=');
            var name = split < 0 ? assignment : assignment[..split];
            var value = split < 0 ? "" : Unquote(assignment[(split + 1)..]);
            Environment.RemoveAll(row => row.Name == name || row is { Name: "", Value: "" });
            Environment.Add(new EnvironmentRow { Name = name, Value = value });
        }
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is ('"' or '\'') ? value[1..^1] : value;
}

/// <summary>A row of published ports.</summary>
public sealed class PortRow
{
    public string HostAddress { get; set; } = "";
    public string HostPort { get; set; } = "";
    public string ContainerPort { get; set; } = "";
    public PortProtocol Protocol { get; set; }
}

/// <summary>A row of environment variables.</summary>
public sealed class EnvironmentRow
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}

/// <summary>A row of mounts.</summary>
public sealed class MountRow
{
    public MountKind Kind { get; set; } = MountKind.Volume;
    /// <summary>Volume name or host path; for memory, its size.</summary>
    public string Source { get; set; } = "";
    public string Target { get; set; } = "";
    public bool ReadOnly { get; set; }
}
