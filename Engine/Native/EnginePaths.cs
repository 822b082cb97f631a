using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Native.Cgroups;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native;

/// <summary>The paths of one engine, and the name that distinguishes it from others on the machine.</summary>
public sealed class EnginePaths
{
    private const string DefaultDataRoot = "/var/lib/panel";
    private const string DefaultInstance = "panel";
    private const string InstancePrefix = "pnl";
    private const int DigestLength = 6;
    private static readonly SearchValues<char> s_digestDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Derives the paths.</summary>
    public EnginePaths(EngineOptions options)
    {
        DataRoot = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataRoot));
        RunRoot = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.RunRoot));
        InstanceName = DataRoot == DefaultDataRoot
            ? DefaultInstance
            : InstancePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DataRoot)))[..DigestLength];
        BridgeName = options.BridgeName ?? InstanceName + "0";
    }

    /// <summary>Directory of everything that survives a reboot.</summary>
    public string DataRoot { get; }

    /// <summary>Directory of sockets and mount points.</summary>
    public string RunRoot { get; }

    /// <summary><c>panel</c> for the default data root, else <c>pnl</c> and 6 hexadecimal digits; the name of the nftables table and the
    /// cgroup parent.</summary>
    public string InstanceName { get; }

    /// <summary>Whether the name can be an engine's.</summary>
    public static bool IsInstanceName(string name) => name == DefaultInstance
        || (name.Length == InstancePrefix.Length + DigestLength && name.StartsWith(InstancePrefix, StringComparison.Ordinal) && !name.AsSpan(InstancePrefix.Length).ContainsAnyExcept(s_digestDigits));

    /// <summary>Bridge of the default network.</summary>
    public string BridgeName { get; }

    /// <summary>Locked while an engine uses the data root.</summary>
    public string LockFile => DataRoot + "/engine.lock";

    public string ContainersRoot => DataRoot + "/containers";
    public string ImagesRoot => DataRoot + "/images";
    public string BlobsRoot => DataRoot + "/blobs/sha256";
    public string LayersRoot => DataRoot + "/layers";
    public string VolumesRoot => DataRoot + "/volumes";

    /// <summary>Work in progress, emptied at start. It is on the data root's file system, so that a rename moves a finished directory into
    /// place.</summary>
    public string TemporaryRoot => DataRoot + "/tmp";

    public string RunContainersRoot => RunRoot + "/containers";

    public string Container(string id) => $"{ContainersRoot}/{id}";
    public string ContainerConfig(string id) => Container(id) + "/config.json";

    /// <summary>Read when the configuration cannot be.</summary>
    public string ContainerConfigCopy(string id) => Container(id) + "/config.copy.json";
    public string ContainerState(string id) => Container(id) + "/state.json";
    /// <summary>How much of its log was sent to a syslog server.</summary>
    public string ContainerSyslog(string id) => Container(id) + "/syslog.position";
    public string ContainerExit(string id) => Container(id) + "/exit.json";
    public string ContainerOverlay(string id) => Container(id) + "/overlay";
    public string ContainerUpper(string id) => ContainerOverlay(id) + "/upper";
    public string ContainerWork(string id) => ContainerOverlay(id) + "/work";
    public string ContainerLog(string id) => Container(id) + "/log/container.log";

    /// <summary>Half an id: the address of a unix socket has room for only 107 bytes.</summary>
    public string RunContainer(string id) => $"{RunContainersRoot}/{id[..32]}";

    /// <summary>The state at the start of the run; read when <see cref="ContainerState"/> cannot be.</summary>
    public string RunState(string id) => RunContainer(id) + "/state.json";
    public string RunSpec(string id) => RunContainer(id) + "/spec";
    public string RunSocket(string id) => RunContainer(id) + "/shim.sock";
    public string RunMountPoint(string id) => RunContainer(id) + "/rootfs";
    public string RunHosts(string id) => RunContainer(id) + "/hosts";
    public string RunResolvConf(string id) => RunContainer(id) + "/resolv.conf";
    public string RunHostname(string id) => RunContainer(id) + "/hostname";

    /// <summary>Files of an exec. Their names are as long as the container's own, because of the socket's address.</summary>
    public string RunExecSpec(string id, string exec) => $"{RunContainer(id)}/{exec[..8]}.spec";
    public string RunExecSocket(string id, string exec) => $"{RunContainer(id)}/{exec[..8]}x";
    public string RunExecExit(string id, string exec) => $"{RunContainer(id)}/{exec[..8]}.exit";

    /// <summary>The cgroups between the engine's own and its containers' that the engine created. In the run root, because a reboot removes
    /// both.</summary>
    public string CgroupRecord => RunRoot + "/cgroups.json";

    /// <summary>Relative to each controller's mount (v1) or the delegated cgroup (v2).</summary>
    /// <param name="id">The container.</param>
    /// <param name="parent">Levels between the engine's group and the container's, such as <c>a/b</c>; empty for none.</param>
    public string Cgroup(string id, string parent) => parent.Length == 0 ? $"{InstanceName}/{id}" : $"{InstanceName}/{parent}/{id}";

    /// <summary>The cgroup of a container.</summary>
    public string Cgroup(ContainerConfig config) => Cgroup(config.Id, config.CgroupParent);

    public string Volume(string name) => $"{VolumesRoot}/{name}";
    public string VolumeData(string name) => Volume(name) + "/_data";
    public string VolumeRecord(string name) => Volume(name) + "/volume.json";
}
