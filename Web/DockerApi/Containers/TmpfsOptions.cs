using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>A tmpfs and its options as mount(8) writes them.</summary>
internal static class TmpfsOptions
{
    // So is every tmpfs here.
    private static readonly string[] AlwaysSo = ["rw", "nosuid", "nodev", "noexec", ""];

    /// <exception cref="ApiException">An option is wrong, or the engine lacks it.</exception>
    public static MountSpec Read(string target, string? options)
    {
        var mount = new MountSpec(MountKind.Tmpfs, target);
        foreach (var option in (options ?? "").Split(','))
        {
            if (AlwaysSo.Contains(option)) continue;
            mount = option.Split('=', 2) switch
            {
                ["ro"] => mount with { ReadOnly = true },
                ["size", var size] when ByteSize.TryParse(size, out var bytes) => mount with { TmpfsBytes = bytes },
                ["mode", var mode] when IsOctal(mode) => mount with { TmpfsMode = Convert.ToInt32(mode, 8) },
                _ => throw ApiException.Lacking($"The option '{option}' of the tmpfs {target} is not understood; the panel knows size, mode, ro and rw."),
            };
        }

        return mount;
    }

    public static string Text(MountSpec mount) => string.Join(',', new[]
    {
        mount.ReadOnly ? "ro" : null,
        mount.TmpfsBytes is { } bytes ? $"size={bytes}" : null,
        mount.TmpfsMode is { } mode ? $"mode={Convert.ToString(mode, 8)}" : null,
    }.OfType<string>());

    private static bool IsOctal(string text) => text.Length is > 0 and <= 5 && text.All(digit => digit is >= '0' and <= '7');
}
