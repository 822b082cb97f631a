using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Host;

/// <summary>What the machine lacks, one sentence each.</summary>
internal static class HostWarnings
{
    public static IReadOnlyList<string> Find(Dictionary<string, string> cgroups, int cgroupVersion)
    {
        List<string> warnings = [];
        if (!Environment.IsPrivilegedProcess) warnings.Add("The panel does not run as root; containers cannot be started.");
        if (!(KernelFile.Read("/proc/filesystems") ?? "").Contains("\toverlay\n", StringComparison.Ordinal))
            warnings.Add("The kernel has no overlay file system loaded (modprobe overlay).");
        if (KernelFile.Number("/proc/sys/user/max_user_namespaces") is null or 0)
            warnings.Add("The kernel offers no user namespaces; container root would be the host's root.");
        if (cgroupVersion == 1)
            foreach (var controller in (string[])["memory", "cpu", "pids"])
                if (!cgroups.ContainsKey(controller)) warnings.Add($"The cgroup controller {controller} is not mounted; its limits do not take effect.");
        if (cgroupVersion == 2 && KernelFile.Read(cgroups[""] + "/cgroup.controllers") is { } controllers)
            foreach (var controller in (string[])["memory", "cpu", "pids"])
                if (!controllers.Split([' ', '\n']).Contains(controller)) warnings.Add($"The cgroup controller {controller} is not available; its limits do not take effect.");
        return warnings;
    }
}
