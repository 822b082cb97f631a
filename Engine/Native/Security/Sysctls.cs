using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;

namespace Panel.Engine.Native.Security;

/// <summary>The kernel settings of a container's own namespaces (runc, libcontainer/configs/validate); all others apply to the whole
/// host.</summary>
internal static class Sysctls
{
    // The kernel accepts more (fs/proc/proc_sysctl.c, KMALLOC_MAX_SIZE), but no setting of a namespace needs a page.
    private const int LongestValue = 4095;

    private static readonly HashSet<string> s_ipc = new(StringComparer.Ordinal)
    {
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
    };

    public static void Check(ContainerSpec spec)
    {
        foreach (var (name, value) in spec.Security.Sysctls)
        {
            var field = Field(name);
            if (name.Split('.').Any(part => part.Length == 0 || part.AsSpan().ContainsAnyExcept(Part)) || value.AsSpan().IndexOfAny("\0\n") >= 0)
                throw new InvalidInputException($"The kernel setting '{name}' must be written as net.ipv4.ip_default_ttl, with a value of one line.", field);
            if (name.StartsWith("net.", StringComparison.Ordinal))
            {
                if (spec.NetworkMode is not ("bridge" or "none"))
                    throw new InvalidInputException($"The kernel setting {name} needs a network of the container's own; with {spec.NetworkMode} it would change another's.", field);
            }
            else if (s_ipc.Contains(name) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal))
            {
                if (NamespaceMode.Parse(spec.Security.IpcMode).Kind != NamespaceModeKind.Private)
                    throw new InvalidInputException($"The kernel setting {name} needs an ipc namespace of the container's own; with {spec.Security.IpcMode} it would change another's.", field);
            }
            else
            {
                throw new InvalidInputException($"The kernel setting {name} is the whole host's; a container may set net.*, fs.mqueue.* and kernel.msg*, kernel.sem and kernel.shm*.", field);
            }
        }

        Try(spec);
    }

    // Tried in separate namespaces, because the host has settings that a container does not.
    private static void Try(ContainerSpec spec)
    {
        foreach (var (name, value) in spec.Security.Sysctls)
        {
            if (value.Length > LongestValue) throw new InvalidInputException($"The value of the kernel setting {name} must be at most {LongestValue} bytes long.", Field(name));
        }

        var trial = KernelSettingTrial.Run([.. spec.Security.Sysctls.Select(setting => (Path(setting.Key, spec.NetworkMode), setting.Value))]);
        if (trial is not { Index: var index, Errno: var errno }) return;
        var refused = spec.Security.Sysctls.ElementAt(index);
        throw new InvalidInputException(
            errno == Errno.ENOENT
                ? $"A container has no kernel setting {refused.Key} here: check its name, or leave it out."
                : $"The kernel refuses the value '{refused.Value}' of the setting {refused.Key}: {Errno.Describe(errno)}.",
            Field(refused.Key));
    }

    private static string Field(string name) => $"Security.Sysctls[{name}]";

    // The container's interface does not exist yet; later ones start with the default.
    private static string Path(string name, string networkMode)
    {
        var parts = name.Split('.');
        if (networkMode == "bridge" && parts is ["net", "ipv4" or "ipv6", "conf" or "neigh", "eth0", ..]) parts[3] = "default";
        return string.Join('/', parts);
    }

    private static readonly System.Buffers.SearchValues<char> Part = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}
