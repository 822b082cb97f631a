using Panel.Engine.Contract;

namespace Panel.Engine.Native.Security;

/// <summary>Which kernel settings belong to a container's own namespaces (runc, libcontainer/configs/validate); all others are the whole host's.</summary>
internal static class Sysctls
{
    private static readonly HashSet<string> s_ipc = new(StringComparer.Ordinal)
    {
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
    };

    public static void Check(ContainerSpec spec)
    {
        foreach (var (name, value) in spec.Security.Sysctls)
        {
            var field = $"Security.Sysctls[{name}]";
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
    }

    private static readonly System.Buffers.SearchValues<char> Part = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}
