using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The machine and the engine.</summary>
internal sealed class InfoModel
{
    public required string ID { get; set; }
    public int Containers { get; set; }
    public int ContainersRunning { get; set; }
    public int ContainersPaused { get; set; }
    public int ContainersStopped { get; set; }
    public int Images { get; set; }
    public required string Driver { get; set; }
    public List<List<string>> DriverStatus { get; set; } = [];
    public required InfoPlugins Plugins { get; set; }
    public bool MemoryLimit { get; set; } = true;
    public bool SwapLimit { get; set; } = true;
    public bool CpuCfsPeriod { get; set; } = true;
    public bool CpuCfsQuota { get; set; } = true;
    public bool CPUShares { get; set; } = true;
    public bool CPUSet { get; set; } = true;
    public bool PidsLimit { get; set; } = true;
    public bool IPv4Forwarding { get; set; } = true;
    public bool BridgeNfIptables { get; set; } = true;
    public bool BridgeNfIp6tables { get; set; } = true;
    public bool Debug { get; set; }
    public int NFd { get; set; }
    public bool OomKillDisable { get; set; }
    public int NGoroutines { get; set; }
    public required string SystemTime { get; set; }
    public required string LoggingDriver { get; set; }
    public required string CgroupDriver { get; set; }
    public required string CgroupVersion { get; set; }
    public int NEventsListener { get; set; }
    public required string KernelVersion { get; set; }
    public required string OperatingSystem { get; set; }
    public string OSVersion { get; set; } = "";
    public string OSType { get; set; } = "linux";
    public required string Architecture { get; set; }
    public string IndexServerAddress { get; set; } = "";
    public int NCPU { get; set; }
    public long MemTotal { get; set; }
    public List<string>? GenericResources { get; set; }
    public required string DockerRootDir { get; set; }
    public string HttpProxy { get; set; } = "";
    public string HttpsProxy { get; set; } = "";
    public string NoProxy { get; set; } = "";
    public required string Name { get; set; }
    public List<string> Labels { get; set; } = [];
    public bool ExperimentalBuild { get; set; }
    public required string ServerVersion { get; set; }
    public required Dictionary<string, InfoRuntime> Runtimes { get; set; }
    public required string DefaultRuntime { get; set; }
    public InfoSwarm Swarm { get; set; } = new();
    public bool LiveRestoreEnabled { get; set; } = true;
    public string Isolation { get; set; } = "";
    public string InitBinary { get; set; } = "";
    public InfoCommit ContainerdCommit { get; set; } = new("");
    public InfoCommit RuncCommit { get; set; } = new("");
    public InfoCommit InitCommit { get; set; } = new("");
    public required List<string> SecurityOptions { get; set; }
    /// <summary>Folders with device descriptions (CDI): none, because the engine does not read them.</summary>
    public List<string> CDISpecDirs { get; set; } = [];
    public required IReadOnlyList<string> Warnings { get; set; }
}

/// <summary>The built-in drivers, in Docker's words.</summary>
internal sealed record InfoPlugins(List<string> Volume, List<string> Network, List<string>? Authorization, List<string> Log);

/// <summary>A container runtime.</summary>
internal sealed record InfoRuntime([property: JsonPropertyName("path")] string Path);

/// <summary>A commit of another program; empty, because the panel uses none.</summary>
internal sealed record InfoCommit(string ID);

/// <summary>The swarm's state: there is no swarm.</summary>
internal sealed class InfoSwarm
{
    public string NodeID { get; set; } = "";
    public string NodeAddr { get; set; } = "";
    public string LocalNodeState { get; set; } = "inactive";
    public bool ControlAvailable { get; set; }
    public string Error { get; set; } = "";
    public List<string>? RemoteManagers { get; set; }
}
