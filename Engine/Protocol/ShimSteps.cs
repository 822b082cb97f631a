namespace Panel.Engine.Protocol;

/// <summary>
/// The steps of a start, in order. A failed message names one; <c>PANEL_SHIM_FAIL_AT=&lt;step&gt;</c> makes that step fail (tests).
/// </summary>
public static class ShimSteps
{
    public const string Spec = "spec";
    public const string Ports = "ports";
    public const string Socket = "socket";
    public const string Log = "log";
    public const string Cgroup = "cgroup";
    public const string Limits = "limits";
    public const string Layers = "layers";
    public const string Volumes = "volumes";
    public const string User = "user";
    public const string Clone = "clone";
    public const string IdMap = "idmap";
    public const string CgroupJoin = "cgroup-join";
    public const string Network = "network";

    /// <summary>The caller's sysctls, which the container's root may not set itself.</summary>
    public const string KernelSettings = "kernel-settings";

    /// <summary>From here on, the steps are the child's, inside the container's namespaces.</summary>
    public const string Join = "join";
    public const string Release = "release";
    public const string Rootfs = "rootfs";
    public const string System = "system-mounts";
    public const string Devices = "devices";
    public const string Mounts = "mounts";
    public const string Pivot = "pivot";
    public const string Masks = "masks";
    public const string Sysctl = "sysctl";
    public const string WorkingDirectory = "cwd";
    public const string Label = "label";
    public const string Terminal = "terminal";
    public const string Credentials = "credentials";
    public const string Execute = "execute";

    public static IReadOnlyList<string> All { get; } =
    [
        Spec, Ports, Socket, Log, Cgroup, Limits, Layers, Volumes, User, Clone, IdMap, CgroupJoin, Network, KernelSettings,
        Join, Release, Rootfs, System, Devices, Mounts, Pivot, Masks, Sysctl, Label, Terminal, WorkingDirectory, Credentials, Execute,
    ];
}
