using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Registry;

namespace Panel.Engine.Native;

/// <summary>The native engine's settings. Two engines with different roots can run side by side.</summary>
public sealed record EngineOptions
{
    /// <summary>Directory of everything that survives a reboot.</summary>
    public string DataRoot { get; set; } = "/var/lib/panel";

    /// <summary>Directory of sockets, pids and mount points; a reboot empties it.</summary>
    public string RunRoot { get; set; } = "/run/panel";

    /// <summary>The panel-shim executable.</summary>
    public string ShimPath { get; set; } = "";

    /// <summary>The default log rotation of a container.</summary>
    public LogRotation DefaultLogRotation { get; set; } = new(10 * 1024 * 1024, 3);

    /// <summary>Bridge of the default network; null derives it from the data root.</summary>
    public string? BridgeName { get; set; }

    /// <summary>IPv4 subnet of the default network such as <c>172.30.0.0/16</c>; null picks a free one.</summary>
    public string? Subnet { get; set; }

    /// <summary>First host id for user namespaces; each container takes 65,536 from here up, below 2^31.</summary>
    public int UserNamespaceFirstId { get; set; } = 1 << 24;

    /// <summary>Directory in which all panels of the machine share the ids of user namespaces.</summary>
    public string UserNamespaceRegistry { get; set; } = "/var/lib/panel-ids";

    /// <summary>Whether containers have a user namespace where the kernel supports it.</summary>
    public bool UserNamespaceDefault { get; set; } = true;

    /// <summary>The largest size in bytes of an unpacked layer, of a blob and of an archive of images.</summary>
    public long MaxLayerBytes { get; set; } = new LayerLimits().MaxBytes;

    /// <summary>The access to registries.</summary>
    public RegistryOptions Registries { get; set; } = new();

    /// <summary>Identity of this boot; null reads the kernel's. Tests simulate a reboot with a different one.</summary>
    public string? BootId { get; set; }

    /// <summary>The only environment variables of a shim; for tests that make it fail.</summary>
    public IReadOnlyDictionary<string, string>? ShimEnvironment { get; set; }

    /// <summary>Throws one error for all faults.</summary>
    public void Validate()
    {
        List<string> faults = [];
        if (!Path.IsPathFullyQualified(DataRoot)) faults.Add($"DataRoot '{DataRoot}' must be an absolute path.");
        if (!Path.IsPathFullyQualified(RunRoot)) faults.Add($"RunRoot '{RunRoot}' must be an absolute path.");
        // A unix socket's address has 107 usable bytes; the rest is the container's part.
        if (RunRoot.Length > 53) faults.Add($"RunRoot '{RunRoot}' is too long: at most 53 characters fit into the address of a unix socket.");
        if (!Path.IsPathFullyQualified(ShimPath)) faults.Add($"ShimPath '{ShimPath}' must be the absolute path of the panel-shim executable.");
        if (DefaultLogRotation.MaxBytes < 4096 || DefaultLogRotation.MaxFiles < 1) faults.Add("DefaultLogRotation needs at least 4096 bytes and 1 file.");
        if (UserNamespaceFirstId is < 65536 or > int.MaxValue - 65536) faults.Add($"UserNamespaceFirstId {UserNamespaceFirstId} must be between 65536 and 2147418111.");
        if (BridgeName is { Length: 0 or > 15 }) faults.Add($"BridgeName '{BridgeName}' must have 1 to 15 characters.");
        if (MaxLayerBytes < 1 << 20) faults.Add($"MaxLayerBytes {MaxLayerBytes} must be at least 1048576.");
        faults.AddRange(Registries.Faults());
        if (faults.Count > 0) throw new InvalidInputException(string.Join(' ', faults));
    }
}
