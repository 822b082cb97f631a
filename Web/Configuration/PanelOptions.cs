using Panel.Engine.Registry;
using Panel.Web.DockerApi.Tls;

namespace Panel.Web.Configuration;

/// <summary>Section <c>Panel</c> of the settings; docs/configuration.md describes each.</summary>
public sealed class PanelOptions
{
    /// <summary>Directory of everything that survives a reboot.</summary>
    public string DataRoot { get; set; } = "/var/lib/panel";

    /// <summary>Directory of sockets and mount points; a reboot empties it.</summary>
    public string RunRoot { get; set; } = "/run/panel";

    /// <summary>Unix socket of the Docker Engine API; null means <c>docker.sock</c> in the run root, empty turns the API off.</summary>
    public string? ApiSocket { get; set; }

    /// <summary>Link to the API's socket at the place where programs look for Docker's, kept while the panel runs; null or empty creates
    /// none.</summary>
    public string? DockerSocketLink { get; set; }

    /// <summary>The Docker Engine API over TCP.</summary>
    public ApiTcpOptions ApiTcp { get; set; } = new();

    /// <summary>The panel-shim executable; if null, the panel looks beside itself, then in <c>artifacts/shim</c> above it.</summary>
    public string? ShimPath { get; set; }

    /// <summary>Whether containers get a user namespace unless they ask for something else.</summary>
    public bool UserNamespaces { get; set; } = true;

    /// <summary>What operators may do that is not theirs by role.</summary>
    public OperatorOptions Operators { get; set; } = new();

    /// <summary>What members of the socket's group may do on the Docker API's socket; root is always an administrator.</summary>
    public PanelRole ApiGroupRole { get; set; } = PanelRole.Administrator;

    /// <summary>The reverse proxy before the panel.</summary>
    public ProxyOptions Proxy { get; set; } = new();

    /// <summary>The default network.</summary>
    public NetworkOptions Network { get; set; } = new();

    /// <summary>How the panel reaches registries.</summary>
    public RegistryOptions Registries { get; set; } = new();

    /// <summary>Limits of images.</summary>
    public ImageOptions Images { get; set; } = new();

    /// <summary>Rotation of container logs.</summary>
    public LogOptions Logs { get; set; } = new();

    /// <summary>Jobs, such as pulls.</summary>
    public JobOptions Jobs { get; set; } = new();

    /// <summary>Recordings of terminals.</summary>
    public TerminalOptions Terminals { get; set; } = new();

    /// <summary>The first administrator, used only while there is no user.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>The paths that lead to the Docker Engine API on this machine.</summary>
    public IEnumerable<string> ApiSockets() =>
        from path in new[] { ApiSocket is { Length: > 0 } own ? own : Path.Combine(RunRoot, "docker.sock"), DockerSocketLink, "/run/docker.sock", "/var/run/docker.sock" }
        where path is { Length: > 0 }
        select Path.GetFullPath(path);

    /// <summary>A proxy that ends TLS or passes requests on.</summary>
    public sealed class ProxyOptions
    {
        /// <summary>Addresses of proxies, or networks such as <c>10.0.0.0/8</c>, whose headers X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host the panel believes. Without any, it
        /// ignores these headers: anybody can send them.</summary>
        public IList<string> Trusted { get; set; } = [];
    }

    /// <summary>What operators may do that is not theirs by role.</summary>
    public sealed class OperatorOptions
    {
        /// <summary>Folders of the host whose files and folders operators may bind into containers; a link in them leads nowhere.</summary>
        public IList<string> Folders { get; set; } = [];
    }

    /// <summary>The default network.</summary>
    public sealed class NetworkOptions
    {
        /// <summary>Bridge interface; null derives its name from the data root.</summary>
        public string? Bridge { get; set; }

        /// <summary>IPv4 subnet such as <c>172.30.0.0/16</c>; null picks a free one.</summary>
        public string? Subnet { get; set; }
    }

    /// <summary>Limits of images.</summary>
    public sealed class ImageOptions
    {
        /// <summary>Largest size in bytes of an unpacked layer, of a blob and of an archive of images.</summary>
        public long MaxLayerBytes { get; set; } = 64L << 30;

        /// <summary>Hours between two update checks of an image in its registry; 0 checks only on request.</summary>
        public int UpdateCheckHours { get; set; } = 24;
    }

    /// <summary>Rotation of container logs.</summary>
    public sealed class LogOptions
    {
        /// <summary>Size in bytes at which a file is rotated.</summary>
        public long MaxBytes { get; set; } = 10 * 1024 * 1024;

        /// <summary>Files kept, including the current one.</summary>
        public int MaxFiles { get; set; } = 3;
    }

    /// <summary>Jobs, such as pulls.</summary>
    public sealed class JobOptions
    {
        /// <summary>Days after which an ended job and its log are removed; 0 keeps them.</summary>
        public int KeepDays { get; set; } = 30;

        /// <summary>Largest size of a job's log in bytes; beyond it, the oldest lines are lost.</summary>
        public long MaxLogBytes { get; set; } = 2 * 1024 * 1024;
    }

    /// <summary>Recordings of terminals.</summary>
    public sealed class TerminalOptions
    {
        /// <summary>Whether every terminal of the panel's pages is recorded; otherwise only those for which their user asks.</summary>
        public bool RecordAll { get; set; }

        /// <summary>Days after which a recording is deleted; 0 keeps recordings.</summary>
        public int KeepRecordingsDays { get; set; } = 30;

        /// <summary>Largest size of a recording in bytes. The recording ends there, but its terminal continues.</summary>
        public long MaxRecordingBytes { get; set; } = 64 * 1024 * 1024;
    }

    /// <summary>The first administrator.</summary>
    public sealed class AdminOptions
    {
        /// <summary>User name; null leaves the choice to the set-up page.</summary>
        public string? UserName { get; set; }

        /// <summary>Password.</summary>
        public string? Password { get; set; }
    }
}
