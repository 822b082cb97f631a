using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The input for a new container's security, as text until it is read. A list has one entry per line.</summary>
public sealed class SecurityForm
{
    public bool HostUsers { get; set; }
    public bool Privileged { get; set; }
    public bool NoNewPrivileges { get; set; }
    public bool ReadOnlyRoot { get; set; }
    public bool Init { get; set; }
    public string CapabilitiesAdd { get; set; } = "";
    public string CapabilitiesDrop { get; set; } = "";
    public SeccompMode Seccomp { get; set; }
    public string SeccompProfile { get; set; } = "";
    public string PidMode { get; set; } = "";
    public string IpcMode { get; set; } = "";
    public string UtsMode { get; set; } = "";
    public string CgroupMode { get; set; } = "";
    public string CgroupParent { get; set; } = "";
    public bool? WritableCgroups { get; set; }
    public string Groups { get; set; } = "";
    public string Devices { get; set; } = "";
    public string DeviceRules { get; set; } = "";
    public string Sysctls { get; set; } = "";
    public string Ulimits { get; set; } = "";
    public string SharedMemory { get; set; } = "";
    public string StorageSize { get; set; } = "";
}
