using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Security;

/// <summary>Says in plain words what a container's options weaken and strengthen.</summary>
internal static class SecurityReport
{
    public static SecurityDetails Of(ContainerSpec spec, IReadOnlyList<MountSpec> mounts, bool userNamespace, CgroupAccess cgroups = CgroupAccess.ReadOnly)
    {
        var options = spec.Security;
        var mask = CapabilitySet.Mask(options);
        return new SecurityDetails
        {
            UserNamespace = userNamespace,
            CgroupNamespace = CgroupMode(options, CgroupHost.Detect().IsV2, cgroups).Kind == NamespaceModeKind.Private,
            Capabilities = CapabilitySet.Names(mask),
            AddedCapabilities = CapabilitySet.Names(mask & ~Capabilities.DefaultMask),
            DroppedCapabilities = CapabilitySet.Names(Capabilities.DefaultMask & ~mask),
            Seccomp = Seccomp(options),
            MaskedPaths = MaskedPaths(options),
            ReadOnlyPaths = ReadOnlyPaths(options),
            Weaknesses = Weaknesses(spec, mounts, userNamespace, cgroups),
            Strengths = [.. Strengths(spec, mask)],
        };
    }

    /// <summary>Everything weaker than the default, one sentence each, worst first.</summary>
    public static IReadOnlyList<string> Weaknesses(ContainerSpec spec, IReadOnlyList<MountSpec> mounts, bool userNamespace, CgroupAccess cgroups = CgroupAccess.ReadOnly) =>
        [.. Weaknesses(spec, mounts, userNamespace, CapabilitySet.Mask(spec.Security), cgroups)];

    /// <summary>Docker's default: its own cgroup namespace on cgroup v2, the host's on v1. A container with a tree of its own has its own.</summary>
    public static NamespaceMode CgroupMode(SecurityOptions options, bool isCgroupV2, CgroupAccess cgroups) =>
        NamespaceMode.Parse(options.CgroupMode.Length > 0 ? options.CgroupMode : isCgroupV2 || cgroups == CgroupAccess.Tree ? "private" : "host");

    public static SeccompMode Seccomp(SecurityOptions options) => options.SeccompProfile switch
    {
        SecurityOptions.Unconfined => SeccompMode.Unconfined,
        null => options.Privileged ? SeccompMode.Unconfined : SeccompMode.Default,
        _ => SeccompMode.Custom,
    };

    public static IReadOnlyList<string> MaskedPaths(SecurityOptions options) => options.MaskedPaths ?? (options.Privileged ? [] : DefaultPaths.Masked());

    public static IReadOnlyList<string> ReadOnlyPaths(SecurityOptions options) => options.ReadOnlyPaths ?? (options.Privileged ? [] : DefaultPaths.ReadOnly);

    private static IEnumerable<string> Weaknesses(ContainerSpec spec, IReadOnlyList<MountSpec> mounts, bool userNamespace, ulong mask, CgroupAccess cgroups)
    {
        var options = spec.Security;
        if (options.Privileged)
            yield return userNamespace
                ? "It is privileged inside its user namespace: every capability there, every device of the host, no masks."
                : "It is privileged: root in it can do anything to this host.";
        if (!userNamespace) yield return "It has no user namespace: root in it is the host's root.";
        if (!options.Privileged && CapabilitySet.Names(mask & ~Capabilities.DefaultMask) is { Count: > 0 } added)
            yield return $"It has capabilities beyond the default: {string.Join(", ", added)}.";
        if (Seccomp(options) == SeccompMode.Unconfined) yield return "Its system calls are not filtered (seccomp unconfined).";
        else if (Seccomp(options) == SeccompMode.Custom) yield return "A custom seccomp profile filters its system calls, not the default one.";
        if (options.MaskedPaths is not null) yield return options.MaskedPaths.Count == 0 ? "Nothing of /proc and /sys is hidden from it." : "A custom list says which parts of /proc and /sys are hidden.";
        if (options.ReadOnlyPaths is not null) yield return options.ReadOnlyPaths.Count == 0 ? "Nothing of /proc is read-only to it." : "A custom list says which parts of /proc are read-only.";
        if (spec.NetworkMode == "host") yield return "It is in the host's network: it can listen on every address and reach every local service.";
        if (options.PidMode == "host") yield return "It sees the host's processes.";
        if (options.IpcMode == "host") yield return "It shares memory and queues with the host's programs.";
        if (options.UtsMode == "host") yield return "It has the host's name.";
        if (Joined(spec.NetworkMode) is { } network) yield return $"It is in the network of the container {network}.";
        if (Joined(options.PidMode) is { } processes) yield return $"It sees and can signal the processes of the container {processes}.";
        if (Joined(options.IpcMode) is { } memory) yield return $"It shares memory and queues with the container {memory}.";
        if (options.IpcMode == "shareable") yield return "Other containers may join its shared memory and queues.";
        if (options.CgroupMode == "host") yield return "It sees the host's control groups.";
        if (cgroups == CgroupAccess.Tree && !options.Privileged) yield return "It can make control groups below its own, as systemd does; its limits hold all the same.";
        foreach (var device in options.Devices) yield return $"It may use the host's device {device.HostPath} ({device.Permissions}).";
        foreach (var rule in options.DeviceRules) yield return $"It may use devices by the rule '{rule}'.";
        foreach (var mount in mounts.Where(mount => mount is { Kind: MountKind.Bind, ReadOnly: false })) yield return $"It can write to the host's {mount.Source}.";
        if (options.AppArmorProfile == SecurityOptions.Unconfined && HostModules.HasAppArmor) yield return "AppArmor does not confine it.";
        if (spec.Resources.Pids == -1) yield return "It may start any number of processes.";
        if (options.OomScoreAdjust < 0) yield return "The kernel spares it when the host runs out of memory.";
    }

    private static string? Joined(string mode) => NamespaceMode.Parse(mode) is { Kind: NamespaceModeKind.Container } joined ? joined.Container[..Math.Min(12, joined.Container.Length)] : null;

    private static IEnumerable<string> Strengths(ContainerSpec spec, ulong mask)
    {
        var dropped = CapabilitySet.Names(Capabilities.DefaultMask & ~mask);
        if (mask == 0) yield return "It has no capabilities.";
        else if (dropped.Count > 0) yield return $"It lacks default capabilities: {string.Join(", ", dropped)}.";
        if (spec.Security.NoNewPrivileges) yield return "No program in it can gain rights (no new privileges).";
        if (spec.ReadOnlyRootFilesystem) yield return "Its root file system is read-only.";
    }
}
