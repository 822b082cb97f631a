using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Reads the mounts of a new container in all four of Docker's forms.</summary>
internal static class SpecMounts
{
    /// <exception cref="ApiException">One is wrong, or the engine lacks it.</exception>
    public static List<MountSpec> All(ContainerCreateRequest request, HostConfig host, ImageDetails image)
    {
        List<MountSpec> mounts = [.. (host.Binds ?? []).Select(Bind), .. (host.Mounts ?? []).OfType<MountModel>().Select(mount => Mount(mount) with { IsLongForm = true, LongFormOptions = MountWords.Of(mount) })];
        mounts.AddRange((host.Tmpfs ?? []).Select(pair => TmpfsOptions.Read(pair.Key, pair.Value)));
        mounts.AddRange((request.Volumes?.Keys ?? Enumerable.Empty<string>()).Where(path => mounts.All(mount => mount.Target != path)).Select(path => new MountSpec(MountKind.Volume, path)).ToList());
        // The driver of a volume of the long form stands in its own options.
        if (mounts.Any(mount => mount is { Kind: MountKind.Volume, IsLongForm: false }) || image.Configuration.Volumes.Count > 0) RefuseDriver(host.VolumeDriver);
        return mounts;
    }

    private static void RefuseDriver(string? driver)
    {
        if (driver is not (null or "" or "local"))
            throw new ApiException(StatusCodes.Status404NotFound, $"error looking up volume plugin {driver}: plugin \"{driver}\" not found; the panel has local.");
    }

    private static MountSpec Bind(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3) throw ApiException.Bad($"The bind '{text}' must be source:target or source:target:options.");
        var mode = parts.Length == 3 ? parts[2] : "";
        if (!MountMode.IsOfBind(mode))
            throw ApiException.Bad($"invalid mode: {mode} in the bind '{text}'; one of ro and rw, one of z and Z, nocopy for a volume, and one of private, rprivate, shared, rshared, slave and rslave for a path.");
        MountSpec mount = parts[0].StartsWith('/') ? new(MountKind.Bind, parts[1], parts[0]) { CreateSource = true } : new(MountKind.Volume, parts[1], parts[0]);
        return mode.Split(',').Aggregate(mount, (so, option) => Optioned(so, option, text)) with { ShortOptions = parts.Length == 3 ? mode : null };
    }

    // Labels of files for SELinux and the words of Docker Desktop's file sharing have no effect here.
    private static MountSpec Optioned(MountSpec mount, string option, string text) => (option, mount.Kind) switch
    {
        ("ro", _) => mount with { ReadOnly = true },
        ("nocopy", MountKind.Volume) => mount with { NoCopy = true },
        ("private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave", MountKind.Bind) => mount with { Propagation = option },
        ("rw" or "z" or "Z" or "consistent" or "cached" or "delegated" or "", _) => mount,
        _ => throw ApiException.Bad($"invalid mode: {option} in the bind '{text}'; nocopy goes with a volume, and propagation with a path."),
    };

    private static MountSpec Volume(string target, string? source, MountModel mount)
    {
        var options = mount.VolumeOptions;
        RefuseDriver(options?.DriverConfig?.Name);
        // With them a volume could be any directory of the host under an innocent name.
        if (options?.DriverConfig?.Options?.Keys.FirstOrDefault() is { } option)
            throw ApiException.Lacking($"The driver option '{option}' of the volume at {target} has no effect in the panel; bind a directory of the host instead.");
        if (options?.Subpath is { Length: > 0 } subpath) throw ApiException.Lacking($"The Subpath '{subpath}' of the volume at {target} has no effect in the panel yet; mount the whole volume.");
        return new(MountKind.Volume, target, source, mount.ReadOnly ?? false) { NoCopy = options?.NoCopy ?? false, VolumeLabels = options?.Labels is { Count: > 0 } labels ? labels : null };
    }

    private static MountSpec Mount(MountModel mount)
    {
        var target = mount.Target ?? throw ApiException.Bad("HostConfig.Mounts has a mount without a Target; give an absolute path.");
        var source = string.IsNullOrEmpty(mount.Source) ? null : mount.Source;
        if (mount.BindOptions?.ReadOnlyForceRecursive is true && mount.ReadOnly is not true)
            throw ApiException.Bad($"mount options conflict: !ReadOnly && BindOptions.ReadOnlyForceRecursive, at {target}; leave one of them out.");
        return mount.Type switch
        {
            "bind" => new(MountKind.Bind, target, source, mount.ReadOnly ?? false)
            {
                CreateSource = mount.BindOptions?.CreateMountpoint ?? false,
                Propagation = string.IsNullOrEmpty(mount.BindOptions?.Propagation) ? null : mount.BindOptions.Propagation,
                NonRecursive = mount.BindOptions?.NonRecursive ?? false,
                ReadOnlyNonRecursive = mount.BindOptions?.ReadOnlyNonRecursive ?? false,
            },
            "volume" => Volume(target, source, mount),
            "tmpfs" => new(MountKind.Tmpfs, target, source, mount.ReadOnly ?? false)
            {
                TmpfsBytes = mount.TmpfsOptions?.SizeBytes is > 0 and { } size ? size : null,
                TmpfsMode = mount.TmpfsOptions?.Mode is > 0 and { } mode ? mode : null,
                TmpfsOptions = TmpfsOptions.Joined(mount.TmpfsOptions?.Options),
            },
            "image" or "npipe" or "cluster" => throw ApiException.Lacking($"The mount type '{mount.Type}' is not there in the panel; it has bind, volume and tmpfs."),
            _ => throw ApiException.Bad($"The mount type '{mount.Type}' must be bind, volume or tmpfs."),
        };
    }
}
