using Panel.Engine.Contract;

namespace Panel.Engine.Native.Specs;

/// <summary>Images for a processor other than the host's: their programs only run if binfmt_misc names an emulator for them.</summary>
internal static class ForeignImages
{
    private const string Formats = "/proc/sys/fs/binfmt_misc";

    // The names of qemu's own registrations (qemu-user-static, binfmt-support and systemd-binfmt alike).
    private static readonly Dictionary<string, string> Emulators = new(StringComparer.Ordinal)
    {
        ["amd64"] = "qemu-x86_64",
        ["arm64"] = "qemu-aarch64",
        ["386"] = "qemu-i386",
        ["mips64le"] = "qemu-mips64el",
        ["mipsle"] = "qemu-mipsel",
        ["loong64"] = "qemu-loongarch64",
    };

    /// <summary>Warnings for a container of such an image, unless the host can run it.</summary>
    public static IEnumerable<string> Warnings(ImagePlatform image) => Warnings(image, ImagePlatform.Host, Formats);

    /// <param name="image">The image's platform.</param>
    /// <param name="host">The machine's platform.</param>
    /// <param name="formats">The mount point of binfmt_misc.</param>
    public static IEnumerable<string> Warnings(ImagePlatform image, ImagePlatform host, string formats)
    {
        if (IsForeign(image, host) && !IsEmulated(image, formats)) yield return $"The image is for {image} and this machine is {host}; {Remedy(image, host)}.";
    }

    /// <summary>Why the kernel cannot run a program of the image (ENOEXEC).</summary>
    public static string Explain(ImagePlatform image) => Explain(image, ImagePlatform.Host);

    /// <inheritdoc cref="Explain(ImagePlatform)"/>
    public static string Explain(ImagePlatform image, ImagePlatform host) => IsForeign(image, host)
        ? $"its image is for {image} and this machine is {host}; {Remedy(image, host)}"
        : $"the file is neither a program for {host} nor a script that begins with #!";

    private static string Remedy(ImagePlatform image, ImagePlatform host) =>
        $"set up binfmt_misc for {image.Architecture} (Debian's package qemu-user-static does), or use an image for {host}";

    // The kernels of both 64-bit families also run programs of the 32-bit one.
    private static bool IsForeign(ImagePlatform image, ImagePlatform host) =>
        image.Architecture.Length > 0 && image.Architecture != host.Architecture && (host.Architecture, image.Architecture) is not (("amd64", "386") or ("arm64", "arm"));

    private static bool IsEmulated(ImagePlatform image, string formats) =>
        Path.Combine(formats, Emulators.GetValueOrDefault(image.Architecture, "qemu-" + Path.GetFileName(image.Architecture))) is var entry
        && File.Exists(entry) && File.ReadLines(entry).FirstOrDefault() == "enabled";
}
