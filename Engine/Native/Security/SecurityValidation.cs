using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Native.Seccomp;
using static Panel.Engine.Native.Words.InputCheck;

namespace Panel.Engine.Native.Security;

/// <summary>Refuses invalid security options.</summary>
internal static class SecurityValidation
{
    private const long SmallestSharedMemory = 4096;
    private const int MostGroups = 1000;

    public static void Check(ContainerSpec spec)
    {
        var options = spec.Security;
        CapabilitySet.Mask(options);
        if (options.SeccompProfile is not (null or SecurityOptions.Unconfined)) SeccompProfiles.Parse(options.SeccompProfile);
        CheckPaths(options.MaskedPaths, "Security.MaskedPaths");
        CheckPaths(options.ReadOnlyPaths, "Security.ReadOnlyPaths");
        DeviceSelection.Check(options);
        Sysctls.Check(spec);
        Ulimits.Check(options.Ulimits);
        if (options.OomScoreAdjust is < -1000 or > 1000) throw Wrong("The OOM score adjustment must be between -1000 and 1000.", "Security.OomScoreAdjust");
        // 0, the default, is never written.
        if (options.OomScoreAdjust < 0 && ProcessLimit.LeastOomScore() is var least && options.OomScoreAdjust < least)
            throw Wrong($"The OOM score adjustment must be at least {least} on this host, where the panel may not give a lower one.", "Security.OomScoreAdjust");
        for (var i = 0; i < options.GroupAdd.Count; i++)
        {
            if (options.GroupAdd[i].Length == 0 || options.GroupAdd[i].AsSpan().IndexOfAny("\0\n\r:/") >= 0)
                throw Wrong($"The group '{options.GroupAdd[i]}' must be a name or a number.", $"Security.GroupAdd[{i}]");
        }
        // The shim has room for 1024 (Exchange.MostGroups), including those from the image's group file.
        if (options.GroupAdd.Count > MostGroups) throw Wrong($"A container can be given at most {MostGroups} groups.", "Security.GroupAdd");
        CheckLabels(options);
        CheckNamespaces(spec);
        if (spec.SharedMemoryBytes is < SmallestSharedMemory) throw Wrong("The size of /dev/shm must be at least 4096 bytes.", nameof(spec.SharedMemoryBytes));
        if (spec.Domainname is { } domain && (Encoding.UTF8.GetByteCount(domain) > 64 || domain.AsSpan().ContainsAnyInRange('\0', ' ')))
            throw Wrong("The domain name must have at most 64 characters without spaces.", nameof(spec.Domainname));
    }

    private static void CheckNamespaces(ContainerSpec spec)
    {
        var options = spec.Security;
        NamespaceMode.Check(options.PidMode, "Security.PidMode", "private", "host", "container:");
        NamespaceMode.Check(options.IpcMode, "Security.IpcMode", "none", "private", "shareable", "host", "container:");
        NamespaceMode.Check(options.UtsMode, "Security.UtsMode", "private", "host");
        NamespaceMode.Check(options.CgroupMode, "Security.CgroupMode", "private", "host");
        if (spec.Hostname is not null && (options.UtsMode == "host" || NamespaceMode.Parse(spec.NetworkMode).Kind == NamespaceModeKind.Container))
            throw Wrong("A container that shares another's host name cannot set its own; leave it out.", nameof(spec.Hostname));
        if (NamespaceMode.Parse(spec.NetworkMode).Kind == NamespaceModeKind.Container && (spec.Ports.Count > 0 || spec.PublishAllPorts))
            throw Wrong("Ports cannot be published on another container's network; publish them on that container.", nameof(spec.Ports));
    }

    private static void CheckPaths(IReadOnlyList<string>? paths, string field)
    {
        for (var i = 0; i < paths?.Count; i++) CheckPath(paths[i], $"{field}[{i}]");
    }

    private static void CheckLabels(SecurityOptions options)
    {
        SelinuxLabel.Check(options.SelinuxOptions);
        if (options.AppArmorProfile is not (null or SecurityOptions.Unconfined) && !HostModules.HasAppArmor)
            throw Wrong("This host has no AppArmor; leave the AppArmor profile out.", "Security.AppArmorProfile");
        if (options.SelinuxLabel is not null && !HostModules.HasSelinux)
            throw Wrong("This host has no SELinux; leave the SELinux label out.", "Security.SelinuxLabel");
    }
}
