using Panel.Engine.Contract;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Converts mounts to the forms in Docker's JSON.</summary>
internal static class ContainerMounts
{
    /// <summary>Everything mounted; a tmpfs of the short form stands in the host's part alone, as in Docker.</summary>
    public static List<MountPoint> Points(ContainerDetails details) => [.. details.Mounts.Where(mount => mount.Kind != MountKind.Tmpfs || mount.IsLongForm).Select(mount => new MountPoint
    {
        Type = Word(mount.Kind),
        Name = mount.Kind == MountKind.Volume ? mount.Source : null,
        Source = mount.HostPath ?? "",
        Destination = mount.Target,
        Driver = mount.Kind == MountKind.Volume ? "local" : null,
        Mode = Mode(mount),
        Writable = !mount.ReadOnly,
        Propagation = mount.Kind == MountKind.Bind ? mount.Propagation ?? "rprivate" : "",
    })];

    /// <summary>Binds and named volumes as <c>source:target[:ro]</c>; null when there are none.</summary>
    public static List<string>? Binds(IReadOnlyList<MountSpec> mounts)
    {
        List<string> binds = [.. mounts.Where(mount => mount is { Kind: not MountKind.Tmpfs, Source: not null, IsLongForm: false })
            .Select(mount => $"{mount.Source}:{mount.Target}{(Mode(mount) is { Length: > 0 } mode ? ":" + mode : "")}")];
        return binds.Count == 0 ? null : binds;
    }

    /// <summary>Tmpfs mounts with their options; null when there are none.</summary>
    public static Dictionary<string, string>? Tmpfs(IReadOnlyList<MountSpec> mounts)
    {
        var map = mounts.Where(mount => mount is { Kind: MountKind.Tmpfs, IsLongForm: false }).ToDictionary(mount => mount.Target, mount => mount.TmpfsOptions ?? TmpfsOptions.Text(mount));
        return map.Count == 0 ? null : map;
    }

    /// <summary>The mounts given in the long form, as they were given; null when there are none.</summary>
    public static List<MountModel>? LongForm(IReadOnlyList<MountSpec> mounts)
    {
        List<MountModel> given = [.. mounts.Where(mount => mount.IsLongForm).Select(LongForm)];
        return given.Count == 0 ? null : given;
    }

    private static MountModel LongForm(MountSpec mount)
    {
        var model = mount.LongFormOptions is { } words ? MountWords.Read(words) : Options(mount);
        (model.Type, model.Source, model.Target, model.ReadOnly) = (Word(mount.Kind), mount.Source, mount.Target, mount.ReadOnly ? true : null);
        return model;
    }

    // For a container from a panel that did not store the words yet.
    private static MountModel Options(MountSpec mount) => new()
    {
        BindOptions = BindOptions(mount),
        VolumeOptions = mount.NoCopy ? new() { NoCopy = true } : null,
        TmpfsOptions = mount is { TmpfsBytes: null, TmpfsMode: null, TmpfsOptions: null } ? null
            : new() { SizeBytes = mount.TmpfsBytes, Mode = mount.TmpfsMode, Options = TmpfsOptions.Pairs(mount.TmpfsOptions) },
    };

    private static string Mode(MountSpec mount) => mount.ShortOptions ?? (mount.ReadOnly ? "ro" : "");

    private static MountBindOptions? BindOptions(MountSpec mount) => mount is { CreateSource: false, Propagation: null, NonRecursive: false, ReadOnlyNonRecursive: false } ? null : new()
    {
        CreateMountpoint = mount.CreateSource ? true : null,
        Propagation = mount.Propagation,
        NonRecursive = mount.NonRecursive ? true : null,
        ReadOnlyNonRecursive = mount.ReadOnlyNonRecursive ? true : null,
    };

    private static string Word(MountKind kind) => kind.ToString().ToLowerInvariant();
}
