using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Security;

/// <summary>Decides what a container may do at /sys/fs/cgroup (ADR 0028).</summary>
internal static class CgroupAccessOf
{
    // As Podman knows systemd: by these paths, or by its name anywhere.
    private static readonly string[] s_inits = ["/sbin/init", "/usr/sbin/init", "/usr/local/sbin/init"];

    public static CgroupAccess Of(ContainerConfig config) => Of(config.Spec.Security, config.Process.Arguments, config.UserNamespaceBase is not null);

    /// <param name="options">What the caller asked for.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="userNamespace">Whether container root is an unprivileged user of the host.</param>
    /// <param name="host">The mounted hierarchies; null takes this machine's.</param>
    public static CgroupAccess Of(SecurityOptions options, IReadOnlyList<string> arguments, bool userNamespace, CgroupHost? host = null)
    {
        if (options.WritableCgroups == false) return CgroupAccess.ReadOnly;
        var wanted = options.WritableCgroups ?? IsInit(arguments);
        var safe = options.Privileged || (userNamespace && options.CgroupMode != "host");
        if (wanted && safe && (host ?? CgroupHost.Detect()).Unified is not null) return CgroupAccess.Tree;
        return options.Privileged ? CgroupAccess.Writable : CgroupAccess.ReadOnly;
    }

    /// <exception cref="InvalidInputException">It cannot be given.</exception>
    public static void Check(SecurityOptions options, bool userNamespace, CgroupHost? host = null)
    {
        const string field = "Security.WritableCgroups";
        if (options is not { WritableCgroups: true, Privileged: false }) return;
        if (!userNamespace) throw new InvalidInputException("Writable cgroups need a user namespace: without one, root in the container could lift its own limits.", field);
        if (options.CgroupMode == "host") throw new InvalidInputException("Writable cgroups need a cgroup namespace of the container's own; leave out --cgroupns=host.", field);
        if ((host ?? CgroupHost.Detect()).Unified is null) throw new InvalidInputException("Writable cgroups need cgroup v2, which is not mounted on this host.", field);
    }

    private static bool IsInit(IReadOnlyList<string> arguments) => arguments is [var program, ..] && (s_inits.Contains(program) || Path.GetFileName(program) == "systemd");
}
