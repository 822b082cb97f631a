using Panel.Engine.Native.Registries;
using Panel.Web.DockerApi.Tls;

namespace Panel.Web.Configuration;

/// <summary>Section <c>Panel</c> of the settings; docs/configuration.md describes each.</summary>
public sealed class PanelOptions
{
    /// <summary>Directory of all that survives a reboot.</summary>
    public string DataRoot { get; set; } = "/var/lib/panel";

    /// <summary>Directory of sockets and mount points, emptied by a reboot.</summary>
    public string RunRoot { get; set; } = "/run/panel";

    /// <summary>Unix socket of the Docker Engine API; null is <c>docker.sock</c> in the run root, empty turns the API off.</summary>
    public string? ApiSocket { get; set; }

    /// <summary>A link to the API's socket, kept while the panel runs, where programs look for Docker's; null or empty makes none.</summary>
    public string? DockerSocketLink { get; set; }

    /// <summary>The Docker Engine API over TCP.</summary>
    public ApiTcpOptions ApiTcp { get; set; } = new();

    /// <summary>The panel-shim executable; null looks beside the panel, then in <c>artifacts/shim</c> above it.</summary>
    public string? ShimPath { get; set; }

    /// <summary>Whether containers get a user namespace unless they say otherwise.</summary>
    public bool UserNamespaces { get; set; } = true;

    /// <summary>The default network.</summary>
    public NetworkOptions Network { get; set; } = new();

    /// <summary>How registries are reached.</summary>
    public RegistryOptions Registries { get; set; } = new();

    /// <summary>What images may be.</summary>
    public ImageOptions Images { get; set; } = new();

    /// <summary>Rotation of container logs.</summary>
    public LogOptions Logs { get; set; } = new();

    /// <summary>Recordings of terminals.</summary>
    public TerminalOptions Terminals { get; set; } = new();

    /// <summary>The first administrator, used only while there is no user.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>The default network.</summary>
    public sealed class NetworkOptions
    {
        /// <summary>Bridge interface; null derives it from the data root.</summary>
        public string? Bridge { get; set; }

        /// <summary>IPv4 subnet as <c>172.30.0.0/16</c>; null picks a free one.</summary>
        public string? Subnet { get; set; }
    }

    /// <summary>What images may be.</summary>
    public sealed class ImageOptions
    {
        /// <summary>Most bytes of an unpacked layer, of a blob and of an archive of images.</summary>
        public long MaxLayerBytes { get; set; } = 64L << 30;

        /// <summary>Hours between two looks for updates of an image in its registry; 0 looks only when somebody asks for it.</summary>
        public int UpdateCheckHours { get; set; } = 24;
    }

    /// <summary>Rotation of container logs.</summary>
    public sealed class LogOptions
    {
        /// <summary>Bytes a file holds before it is rotated.</summary>
        public long MaxBytes { get; set; } = 10 * 1024 * 1024;

        /// <summary>Files kept, the current one included.</summary>
        public int MaxFiles { get; set; } = 3;
    }

    /// <summary>Recordings of terminals.</summary>
    public sealed class TerminalOptions
    {
        /// <summary>Whether every terminal of the panel's pages is recorded; else only those whose person asks for it.</summary>
        public bool RecordAll { get; set; }

        /// <summary>Days after which a recording is removed; 0 keeps it.</summary>
        public int KeepRecordingsDays { get; set; } = 30;

        /// <summary>Bytes that a recording may have; it ends there, its terminal goes on.</summary>
        public long MaxRecordingBytes { get; set; } = 64 * 1024 * 1024;
    }

    /// <summary>The first administrator.</summary>
    public sealed class AdminOptions
    {
        /// <summary>User name; null leaves it to the set-up page.</summary>
        public string? UserName { get; set; }

        /// <summary>Password.</summary>
        public string? Password { get; set; }
    }
}
