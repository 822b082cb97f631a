using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>
/// Sysctls of the container's own namespaces. The shim enters them and writes as the host's root, because a user namespace's root may
/// write only some of them and older kernels none.
/// </summary>
internal static class KernelSettings
{
    private static readonly (string Name, int Flag)[] s_namespaces = [("net", NamespaceFlags.Net), ("ipc", NamespaceFlags.Ipc), ("uts", NamespaceFlags.Uts)];

    public static void Apply(int pid, ShimSpec spec)
    {
        if (spec.Sysctls.Count == 0)
            return;
        var own = Open("self");
        Enter(Open(pid.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        try
        {
            foreach (var setting in spec.Sysctls)
            {
                var equals = setting.IndexOf('=', StringComparison.Ordinal);
                Set("/proc/sys/" + setting[..equals].Replace('.', '/'), setting[(equals + 1)..], spec.UserNamespace?.FirstId);
            }
        }
        finally
        {
            Enter(own);
        }
    }

    // Since Linux 5.19 the settings of an ipc namespace belong to the root of its user namespace, and to nobody else.
    private static void Set(string path, string value, long? namespaceRoot)
    {
        var result = RawFile.TryWrite(path, value);
        if (result == -Errno.EACCES && namespaceRoot is { } root)
        {
            Syscall.Check(Syscall.Try(SyscallNumber.SetResUid, -1, (nint)root, -1), "seteuid");
            result = RawFile.TryWrite(path, value);
            Syscall.Check(Syscall.Try(SyscallNumber.SetResUid, -1, 0, -1), "seteuid");
        }

        Syscall.Check(result, "write", path);
    }

    private static int[] Open(string process)
    {
        var descriptors = new int[s_namespaces.Length];
        for (var i = 0; i < descriptors.Length; i++)
            descriptors[i] = RawFile.Open($"/proc/{process}/ns/{s_namespaces[i].Name}", OpenFlags.ReadOnly | OpenFlags.CloseOnExec);
        return descriptors;
    }

    private static void Enter(int[] descriptors)
    {
        for (var i = 0; i < descriptors.Length; i++)
        {
            Syscall.Check(Syscall.Try(SyscallNumber.SetNs, descriptors[i], s_namespaces[i].Flag), "setns", s_namespaces[i].Name);
            RawFile.Close(descriptors[i]);
        }
    }
}
