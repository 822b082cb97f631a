using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Security;

/// <summary>Converts a container's security options for its shim.</summary>
internal static class SecuritySpec
{
    public static void Apply(ShimSpec spec, ContainerConfig config, string? seccompFilter, bool isCgroupV2)
    {
        var options = config.Spec.Security;
        Rights(spec.Process, options, seccompFilter);
        if (options.IpcMode == "none") spec.SharedMemoryBytes = 0;
        else if (config.Spec.SharedMemoryBytes is { } shared) spec.SharedMemoryBytes = shared;
        spec.MaskedPaths = [.. SecurityReport.MaskedPaths(options)];
        spec.ReadOnlyPaths = [.. SecurityReport.ReadOnlyPaths(options)];
        (spec.Devices, spec.DeviceRules) = DeviceSelection.Select(options);
        spec.Sysctls = [.. options.Sysctls.Select(setting => $"{setting.Key}={setting.Value}")];
        spec.WritableKernelFiles = options.Privileged;
        spec.Namespaces.Uts = NamespaceMode.Parse(options.UtsMode).Spec(null);
        spec.Cgroups = CgroupAccessOf.Of(config);
        spec.Namespaces.Cgroup = SecurityReport.CgroupMode(options, isCgroupV2, spec.Cgroups).Spec(null);
    }

    /// <summary>The rights of a process, the container's or an exec's.</summary>
    public static void Rights(ProcessSpec process, Contract.SecurityOptions options, string? seccompFilter)
    {
        process.SeccompFilterFile = seccompFilter;
        process.Capabilities = (long)CapabilitySet.Mask(options);
        process.NoNewPrivileges = options.NoNewPrivileges;
        process.AdditionalGroups = [.. options.GroupAdd];
        process.Rlimits = Ulimits.Specs(options.Ulimits);
        process.OomScoreAdjust = options.OomScoreAdjust;
        process.AppArmorProfile = HostModules.HasAppArmor ? options.AppArmorProfile : null;
        process.SelinuxLabel = SelinuxLabel.Of(options);
    }
}
