using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;
using Panel.Engine.Shim.Plan;

namespace Panel.Engine.Shim.Start;

/// <summary>Opens the other containers' namespaces that the specification names.</summary>
internal static class JoinPreparation
{
    /// <summary>Null when there is nothing to join.</summary>
    public static JoinedNamespaces? Open(ShimSpec spec)
    {
        var descriptors = new List<(int, int)>();
        Add(spec.Namespaces.Ipc.Join, "ipc", NamespaceFlags.Ipc);
        Add(spec.Namespaces.Uts.Join, "uts", NamespaceFlags.Uts);
        Add(spec.Network.Join, "net", NamespaceFlags.Net);
        Add(spec.Namespaces.Pid.Join, "pid", NamespaceFlags.Pid);
        Add(spec.UserNamespace?.Join, "user", NamespaceFlags.User);
        if (descriptors.Count == 0)
            return null;
        (int, int)? sharedMemory = spec.Namespaces.Ipc.Join is { } owner
            ? (Namespace(owner, "mnt"), RawFile.Open("/proc/self/ns/mnt", OpenFlags.ReadOnly | OpenFlags.CloseOnExec))
            : null;
        return new JoinedNamespaces(descriptors, NamespaceFlags.New(spec), sharedMemory);

        void Add(ProcessReference? process, string kind, int flag)
        {
            if (process is not null)
                descriptors.Add((Namespace(process, kind), flag));
        }
    }

    // The start time is compared after the open, which detects a pid that was reused meanwhile.
    private static int Namespace(ProcessReference process, string kind)
    {
        var path = $"/proc/{process.Pid}/ns/{kind}";
        var descriptor = OpenAt2.Try(OpenFlags.WorkingDirectory, path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0, ResolveFlags.None);
        if (descriptor >= 0 && PidFd.StartTimeTicks(process.Pid) == process.StartTimeTicks)
            return descriptor;
        throw new KernelException("join", $"the {kind} namespace of the other container, which is no longer running", Errno.ESRCH);
    }
}
