using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>CLONE_NEW* of include/uapi/linux/sched.h.</summary>
internal static class NamespaceFlags
{
    public const int Mounts = 0x20000;
    public const int Uts = 0x04000000;
    public const int Ipc = 0x08000000;
    public const int User = 0x10000000;
    public const int Pid = 0x20000000;
    public const int Net = 0x40000000;

    public const int Cgroup = 0x02000000;

    /// <summary>All namespaces of a container's process.</summary>
    public static int All(bool users) => Mounts | Uts | Ipc | Pid | Net | Cgroup | (users ? User : 0);

    /// <summary>The container's new namespaces, without the user namespace.</summary>
    public static int New(ShimSpec spec) => Mounts
        | Private(spec.Namespaces.Uts, Uts)
        | Private(spec.Namespaces.Ipc, Ipc)
        | Private(spec.Namespaces.Pid, Pid)
        | (spec.Network.Kind is NetworkKind.Bridge or NetworkKind.None ? Net : 0);

    private static int Private(NamespaceSpec spec, int flag) => spec.Kind == NamespaceKind.Private ? flag : 0;
}
