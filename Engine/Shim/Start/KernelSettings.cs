using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Users;
using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Start;

/// <summary>Sysctls of the container's own namespaces. The shim enters them and writes as the host's root, because a user namespace's root
/// may write only some of them, and none in older kernels.</summary>
internal static class KernelSettings
{
    private static readonly (string Name, int Flag)[] s_namespaces = [("net", NamespaceFlags.Net), ("ipc", NamespaceFlags.Ipc), ("uts", NamespaceFlags.Uts)];

    public static void Apply(int pid, ShimSpec spec)
    {
        if (spec.Sysctls.Count == 0)
            return;
        var own = Open("self");
        string? missing = null;
        Enter(Open(pid.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        try
        {
            foreach (var setting in spec.Sysctls)
            {
                var equals = setting.IndexOf('=', StringComparison.Ordinal);
                var path = "/proc/sys/" + setting[..equals].Replace('.', '/');
                missing = path;
                Set(path, setting[(equals + 1)..], spec.UserNamespace?.FirstId);
            }
        }
        catch (KernelException refusal) when (refusal.Errno == Errno.ENOENT)
        {
            throw Missing(missing!, spec.UserNamespace is not null);
        }
        finally
        {
            Enter(own);
        }
    }

    // Since Linux 5.19, only the root of its user namespace may write an ipc namespace's settings.
    private static void Set(string path, string value, long? namespaceRoot)
    {
        var result = RawFile.TryWrite(path, value);
        if (result == -Errno.EACCES && namespaceRoot is { } root)
        {
            EffectiveUser.Become(root);
            result = RawFile.TryWrite(path, value);
            EffectiveUser.Return();
        }

        Syscall.Check(result, "write", path);
    }

    /// <summary>Older kernels, including Linux 6.1, do not offer certain settings (net.core.somaxconn) in namespaces of a user namespace.
    /// This is tested in new namespaces of the host's user namespace.</summary>
    private static StartFailure Missing(string path, bool inUserNamespace)
    {
        var name = path["/proc/sys/".Length..].Replace('/', '.');
        var hidden = inUserNamespace && Syscall.Try(SyscallNumber.Unshare, NamespaceFlags.Net | NamespaceFlags.Ipc) == 0 && File.Exists(path);
        return new StartFailure(ShimSteps.KernelSettings, Errno.ENOENT, path, hidden
            ? $"this kernel keeps the setting {name} from containers with a user namespace: use a newer kernel, or create the container with the host's users (--userns host), which makes its root the host's root"
            : $"a container has no kernel setting {name} here: check its name, or leave it out");
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
