using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Reads what a new container may do. The engine checks its own rules; they are not repeated here.</summary>
internal static class SpecSecurity
{
    /// <exception cref="ApiException">An option is unknown.</exception>
    public static SecurityOptions Options(HostConfig host) => (host.SecurityOpt ?? []).Aggregate(
        new SecurityOptions
        {
            Privileged = host.Privileged ?? false,
            CapabilitiesAdd = host.CapAdd ?? [],
            CapabilitiesDrop = host.CapDrop ?? [],
            MaskedPaths = host.MaskedPaths,
            ReadOnlyPaths = host.ReadonlyPaths,
            Devices = [.. (host.Devices ?? []).OfType<DeviceModel>().Select(Device)],
            DeviceRules = host.DeviceCgroupRules ?? [],
            Sysctls = host.Sysctls ?? [],
            Ulimits = [.. (host.Ulimits ?? []).OfType<UlimitModel>().Select(Limit)],
            OomScoreAdjust = host.OomScoreAdj ?? 0,
            GroupAdd = host.GroupAdd ?? [],
            PidMode = host.PidMode ?? "",
            IpcMode = host.IpcMode ?? "",
            UtsMode = host.UTSMode ?? "",
            CgroupMode = host.CgroupnsMode ?? "",
        },
        Option);

    /// <summary>Options as the create wrote them, unless the container has others now; null when there are none.</summary>
    public static List<string>? Written(ContainerSpec spec)
    {
        var present = Written(spec.Security);
        if (spec.Asked?.SecurityOptions is not { Count: > 0 } asked) return present;
        return (Written(asked.Aggregate(new SecurityOptions(), Option)) ?? []).SequenceEqual(present ?? []) ? [.. asked] : present;
    }

    private static List<string>? Written(SecurityOptions options)
    {
        List<string> written = [];
        if (options.NoNewPrivileges) written.Add("no-new-privileges");
        if (options.SeccompProfile is { } seccomp) written.Add($"seccomp={seccomp}");
        if (options.AppArmorProfile is { } apparmor) written.Add($"apparmor={apparmor}");
        if (options.WritableCgroups is { } writable) written.Add($"writable-cgroups={(writable ? "true" : "false")}");
        written.AddRange(options.SelinuxOptions.Select(word => $"label={word}"));
        if (options.SelinuxLabel is { } label) written.Add($"label={label}");
        return written.Count == 0 ? null : written;
    }

    // name=value, or name:value from older clients.
    private static SecurityOptions Option(SecurityOptions options, string option)
    {
        var end = option.IndexOfAny(['=', ':']);
        var (name, value) = end < 0 ? (option, "") : (option[..end], option[(end + 1)..]);
        return name switch
        {
            "no-new-privileges" when value is "" or "true" or "false" => options with { NoNewPrivileges = value != "false" },
            "seccomp" when value is "builtin" => options,
            "seccomp" when value.Length > 0 => options with { SeccompProfile = value },
            "apparmor" when value.Length > 0 => options with { AppArmorProfile = value },
            "label" when value.Length > 0 => options with { SelinuxOptions = [.. options.SelinuxOptions, value] },
            "writable-cgroups" when Flag(value) is { } writable => options with { WritableCgroups = writable },
            _ => throw ApiException.Bad($"The security option '{option}' must be no-new-privileges, seccomp=, apparmor=, label= or writable-cgroups=; clients send systempaths=unconfined as empty MaskedPaths and ReadonlyPaths."),
        };
    }

    // Docker takes what Go's strconv.ParseBool does.
    private static bool? Flag(string value) => value switch
    {
        "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
        "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
        _ => null,
    };

    private static DeviceMapping Device(DeviceModel device) => new(
        device.PathOnHost ?? throw ApiException.Bad("A device needs a PathOnHost."), device.PathInContainer ?? "", device.CgroupPermissions is { Length: > 0 } rights ? rights : "rwm");

    private static Ulimit Limit(UlimitModel limit) => new(
        limit.Name ?? throw ApiException.Bad("A limit in HostConfig.Ulimits needs a Name, such as nofile."), limit.Soft ?? 0, limit.Hard ?? limit.Soft ?? 0);
}
