using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Mounts of a new container, in each of the four ways that Docker has for them.</summary>
internal static class SpecMounts
{
    // What makes files known to SELinux and to macOS has no effect here, nor has it in Docker on Debian.
    private static readonly string[] OptionsWithoutEffect = ["rw", "z", "Z", "consistent", "cached", "delegated", "rprivate", ""];

    /// <exception cref="ApiException">One is wrong, or the engine lacks it.</exception>
    public static List<MountSpec> All(ContainerCreateRequest request, HostConfig host)
    {
        List<MountSpec> mounts = [.. (host.Binds ?? []).Select(Bind), .. (host.Mounts ?? []).Select(mount => Mount(mount) with { IsLongForm = true })];
        mounts.AddRange((host.Tmpfs ?? []).Select(pair => TmpfsOptions.Read(pair.Key, pair.Value)));
        mounts.AddRange((request.Volumes?.Keys ?? Enumerable.Empty<string>()).Where(path => mounts.All(mount => mount.Target != path)).Select(path => new MountSpec(MountKind.Volume, path)).ToList());
        return mounts;
    }

    private static MountSpec Bind(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3) throw ApiException.Bad($"The bind '{text}' must be source:target or source:target:options.");
        var readOnly = false;
        foreach (var option in parts.Length == 3 ? parts[2].Split(',') : [])
        {
            if (option == "ro") readOnly = true;
            else if (!OptionsWithoutEffect.Contains(option)) throw ApiException.Lacking($"The option '{option}' of the bind '{text}' has no effect in the panel; it knows ro and rw.");
        }

        return parts[0].StartsWith('/')
            ? new(MountKind.Bind, parts[1], parts[0], readOnly) { CreateSource = true }
            : new(MountKind.Volume, parts[1], parts[0], readOnly);
    }

    private static MountSpec Mount(MountModel mount)
    {
        var target = mount.Target ?? throw ApiException.Bad("HostConfig.Mounts has a mount without a Target; give an absolute path.");
        var source = string.IsNullOrEmpty(mount.Source) ? null : mount.Source;
        return mount.Type switch
        {
            "bind" => new(MountKind.Bind, target, source, mount.ReadOnly ?? false) { CreateSource = mount.BindOptions?.CreateMountpoint ?? false },
            "volume" => new(MountKind.Volume, target, source, mount.ReadOnly ?? false),
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
