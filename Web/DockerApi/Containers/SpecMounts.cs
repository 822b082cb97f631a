using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Reads the mounts of a new container in all four of Docker's forms.</summary>
internal static class SpecMounts
{
    // SELinux labels of files, and options for Docker Desktop's file sharing.
    private static readonly string[] OptionsWithoutEffect = ["rw", "z", "Z", "consistent", "cached", "delegated", "default", "copy", ""];

    /// <exception cref="ApiException">A mount is wrong, or the engine does not support it.</exception>
    public static List<MountSpec> All(ContainerCreateRequest request, HostConfig host)
    {
        List<MountSpec> mounts = [.. (host.Binds ?? []).Select(Bind), .. (host.Mounts ?? []).OfType<MountModel>().Select(mount => Mount(mount) with { IsLongForm = true, LongFormOptions = MountWords.Of(mount) })];
        mounts.AddRange((host.Tmpfs ?? []).Select(pair => TmpfsOptions.Read(pair.Key, pair.Value)));
        mounts.AddRange((request.Volumes?.Keys ?? Enumerable.Empty<string>()).Where(path => mounts.All(mount => mount.Target != path)).Select(path => new MountSpec(MountKind.Volume, path)).ToList());
        return mounts;
    }

    private static MountSpec Bind(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3) throw ApiException.Bad($"The bind '{text}' must be source:target or source:target:options.");
        MountSpec mount = parts[0].StartsWith('/') ? new(MountKind.Bind, parts[1], parts[0]) { CreateSource = true } : new(MountKind.Volume, parts[1], parts[0]);
        return (parts.Length == 3 ? parts[2].Split(',') : []).Aggregate(mount, (so, option) => Optioned(so, option, text)) with { ShortOptions = parts.Length == 3 ? parts[2] : null };
    }

    private static MountSpec Optioned(MountSpec mount, string option, string text) => option switch
    {
        "ro" => mount with { ReadOnly = true },
        "nocopy" when mount.Kind == MountKind.Volume => mount with { NoCopy = true },
        "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave" when mount.Kind == MountKind.Bind => mount with { Propagation = option },
        _ when OptionsWithoutEffect.Contains(option) => mount,
        _ => throw ApiException.Bad($"invalid mode: {option} in the bind '{text}'; the options are ro, rw, nocopy for a volume, and private, rprivate, shared, rshared, slave or rslave for a path."),
    };

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
            "volume" => new(MountKind.Volume, target, source, mount.ReadOnly ?? false) { NoCopy = mount.VolumeOptions?.NoCopy ?? false },
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
