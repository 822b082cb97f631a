using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>Everything about one container.</summary>
internal sealed class ContainerInspect
{
    public required string Id { get; set; }

    public required string Created { get; set; }

    public required string Path { get; set; }

    public required List<string> Args { get; set; }

    public required ContainerStateModel State { get; set; }

    public required string Image { get; set; }

    public required string ResolvConfPath { get; set; }

    public required string HostnamePath { get; set; }

    public required string HostsPath { get; set; }

    public required string LogPath { get; set; }

    public required string Name { get; set; }

    public int RestartCount { get; set; }

    public required string Driver { get; set; }

    public required string Platform { get; set; }

    public string MountLabel { get; set; } = "";

    public string ProcessLabel { get; set; } = "";

    public string AppArmorProfile { get; set; } = "";

    public List<string>? ExecIDs { get; set; }

    public required InspectedHostConfig HostConfig { get; set; }

    public required GraphDriver GraphDriver { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; set; }

    public required List<MountPoint> Mounts { get; set; }

    public required ContainerConfig Config { get; set; }

    public required NetworkSettingsModel NetworkSettings { get; set; }
}

/// <summary>The state of a container.</summary>
internal sealed class ContainerStateModel
{
    public required string Status { get; set; }

    public bool Running { get; set; }

    public bool Paused { get; set; }

    public bool Restarting { get; set; }

    public bool OOMKilled { get; set; }

    public bool Dead { get; set; }

    public int Pid { get; set; }

    public int ExitCode { get; set; }

    public required string Error { get; set; }

    public required string StartedAt { get; set; }

    public required string FinishedAt { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthModel? Health { get; set; }
}

/// <summary>Where the files of an image or container are.</summary>
internal sealed record GraphDriver(string Name, Dictionary<string, string>? Data);
