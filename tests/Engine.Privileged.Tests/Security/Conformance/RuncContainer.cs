using System.Text.Json;
using System.Text.Json.Nodes;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Native.Seccomp;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security.Conformance;

/// <summary>Runs a script in busybox under Debian's runc, with Docker's defaults as its specification.</summary>
internal static class RuncContainer
{
    private const string Runc = "/usr/sbin/runc";

    private static readonly string[] s_capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    public static bool Exists => File.Exists(Runc);

    /// <summary>What the script printed. Nothing of the container is left.</summary>
    /// <param name="script">For sh.</param>
    /// <param name="firstId">First host id of its user namespace; null gives it none.</param>
    /// <param name="ownCgroup">Whether it has a cgroup namespace, which Docker gives on v2 only.</param>
    public static async Task<string> OutputAsync(string script, int? firstId, bool ownCgroup)
    {
        var token = TestContext.Current.CancellationToken;
        var bundle = Directory.CreateTempSubdirectory("panel-runc-");
        var id = bundle.Name;
        try
        {
            bundle.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            Directory.CreateDirectory($"{bundle}/rootfs");
            await Command.OutputAsync("tar", ["-xf", await EngineHarness.ImageAsync(token), "-C", $"{bundle}/rootfs"], token);
            if (firstId is not null) await Command.OutputAsync("chown", ["-R", $"{firstId}:{firstId}", $"{bundle}/rootfs"], token);
            await File.WriteAllTextAsync($"{bundle}/hosts", "", token);
            await File.WriteAllTextAsync($"{bundle}/config.json", Specification(script, id, firstId, ownCgroup).ToJsonString(), token);
            return await Command.OutputAsync(Runc, ["--root", $"{bundle}/state", "run", "--bundle", bundle.FullName, id], token);
        }
        finally
        {
            await Command.TryAsync(Runc, ["--root", $"{bundle}/state", "delete", "--force", id], CancellationToken.None);
            await Cgroups.RemoveAsync(id);
            bundle.Delete(recursive: true);
        }
    }

    private static JsonObject Specification(string script, string id, int? firstId, bool ownCgroup)
    {
        JsonNode all = Array(s_capabilities);
        var specification = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["hostname"] = "box",
            ["root"] = new JsonObject { ["path"] = "rootfs" },
            ["process"] = new JsonObject
            {
                ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0, ["additionalGids"] = new JsonArray(0, 10), ["umask"] = 18 },
                ["args"] = Array("sh", "-c", script),
                ["env"] = Array("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                ["cwd"] = "/",
                ["capabilities"] = new JsonObject { ["bounding"] = all, ["effective"] = all.DeepClone(), ["permitted"] = all.DeepClone() },
                ["rlimits"] = new JsonArray(new JsonObject { ["type"] = "RLIMIT_NOFILE", ["soft"] = 1024, ["hard"] = Math.Min(524288, ProcessLimit.HardOpenFiles) }),
                ["oomScoreAdj"] = 0,
                ["noNewPrivileges"] = false,
            },
            ["mounts"] = new JsonArray(
                Mount("/proc", "proc", "nosuid", "noexec", "nodev"),
                Mount("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
                Mount("/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
                Mount("/sys", "sysfs", "nosuid", "noexec", "nodev", "ro"),
                Mount("/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro"),
                Mount("/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev"),
                Mount("/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=67108864"),
                Bind("/etc/resolv.conf"), Bind("/etc/hostname"), Bind("/etc/hosts")),
            ["linux"] = new JsonObject
            {
                ["cgroupsPath"] = $"/{id}/c",
                // Where systemd shares its mounts, runc's own choice would be to follow the host's; the engine's containers follow nobody's.
                ["rootfsPropagation"] = "rprivate",
                ["namespaces"] = Array(["pid", "network", "ipc", "uts", "mount", .. firstId is null ? [] : new[] { "user" }, .. ownCgroup ? new[] { "cgroup" } : []], type => new JsonObject { ["type"] = type }),
                ["sysctl"] = new JsonObject { ["net.ipv4.ping_group_range"] = $"0 {(firstId is null ? int.MaxValue : 65535)}", ["net.ipv4.ip_unprivileged_port_start"] = "0" },
                ["maskedPaths"] = Array([.. DefaultPaths.Masked()]),
                ["readonlyPaths"] = Array([.. DefaultPaths.ReadOnly]),
                ["resources"] = new JsonObject { ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }), ["pids"] = new JsonObject { ["limit"] = 2048 } },
                ["seccomp"] = Seccomp(),
            },
        };
        foreach (var mappings in firstId is null ? [] : new[] { "uidMappings", "gidMappings" })
            specification["linux"]![mappings] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = firstId, ["size"] = 65536 });
        return specification;
    }

    // The OCI format has no conditions, so Docker's are decided here: x86_64, the fourteen capabilities, a kernel above 4.8.
    private static JsonObject Seccomp() => new()
    {
        ["defaultAction"] = SeccompProfiles.Default.DefaultAction,
        ["defaultErrnoRet"] = SeccompProfiles.Default.DefaultErrnoRet,
        ["architectures"] = Array("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"),
        ["syscalls"] = new JsonArray([.. SeccompProfiles.Default.Syscalls
            .Where(rule => (rule.Includes?.Caps ?? []).All(s_capabilities.Contains) && (rule.Includes?.Arches is not { Count: > 0 } arches || arches.Contains("amd64"))
                && !(rule.Excludes?.Caps ?? []).Any(s_capabilities.Contains))
            .Select(rule => new JsonObject
            {
                ["names"] = Array([.. rule.AllNames]),
                ["action"] = rule.Action,
                ["errnoRet"] = rule.ErrnoRet,
                ["args"] = JsonSerializer.SerializeToNode(rule.Args ?? [], JsonSerializerOptions.Web),
            })]),
    };

    private static JsonObject Mount(string destination, string type, params string[] options) =>
        new() { ["destination"] = destination, ["type"] = type, ["source"] = type, ["options"] = Array(options) };

    private static JsonObject Bind(string path) =>
        new() { ["destination"] = path, ["type"] = "bind", ["source"] = "hosts", ["options"] = Array("rbind", "rprivate") };

    private static JsonArray Array(params string[] items) => Array(items, item => JsonValue.Create(item));

    private static JsonArray Array(string[] items, Func<string, JsonNode> node) => new([.. items.Select(node)]);
}
