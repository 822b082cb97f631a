using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Containers;

/// <summary>A tmpfs in Docker's two forms: options as mount(8) writes them, and pairs in the long form. The engine checks them.</summary>
internal static class TmpfsOptions
{
    public static MountSpec Read(string target, string? options) => new(MountKind.Tmpfs, target, ReadOnly: TmpfsWords.IsReadOnly(options)) { TmpfsOptions = options ?? "" };

    /// <summary>The options of a container from an older panel, which stored only size and mode.</summary>
    public static string Text(MountSpec mount) => string.Join(',', new[]
    {
        mount.ReadOnly ? "ro" : null,
        mount.TmpfsBytes is { } bytes ? $"size={bytes}" : null,
        mount.TmpfsMode is { } mode ? $"mode={Convert.ToString(mode, 8)}" : null,
    }.OfType<string>());

    /// <summary>The long form's list in the form of mount(8); null when there is none.</summary>
    public static string? Joined(List<List<string>?>? options) =>
        options is not { Count: > 0 } ? null : string.Join(',', options.OfType<List<string>>().Select(option => string.Join('=', option)));

    /// <summary>The reverse of <see cref="Joined"/>.</summary>
    public static List<List<string>?>? Pairs(string? options) =>
        options is null ? null : [.. TmpfsWords.Split(options).Select(option => option.Value is null ? (List<string>)[option.Name] : [option.Name, option.Value])];
}
