using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Files that are imported and loaded, right and wrong.</summary>
internal static class Uploads
{
    private static readonly byte[] Layer = Tar(("hello", Encoding.UTF8.GetBytes("hello\n")));

    /// <summary>For an import, by what they are.</summary>
    public static IEnumerable<(string Name, byte[] Content)> OfImport =>
    [
        ("a tar", Layer), ("nothing", []), ("an empty tar", new byte[1024]), ("no tar", Encoding.UTF8.GetBytes("this is no archive at all")), ("half a tar", Layer[..700]), ("a tar without its end", Layer[..1024]), ("gzip", Compressed(Layer)),
        ("half of gzip", Compressed(Layer)[..40]), ("a tar of the root", Tar(("./", null), ("./etc/", null))), ("a tar that leads out", Tar(("../x", [1]))), ("an absolute name", Tar(("/x", [1]))), ("a whiteout", Tar((".wh.x", []))),
    ];

    /// <summary>An image as <c>docker save</c> writes it; changes to its manifest and configuration by the caller.</summary>
    /// <param name="manifest">Changes the only item of manifest.json.</param>
    /// <param name="configuration">Changes the configuration.</param>
    public static byte[] Image(Action<JsonObject>? manifest = null, Action<JsonObject>? configuration = null)
    {
        var config = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["created"] = "2026-01-01T00:00:00Z",
            ["config"] = new JsonObject { ["Cmd"] = new JsonArray("sh") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Layer))) },
            ["history"] = new JsonArray(new JsonObject { ["created"] = "2026-01-01T00:00:00Z", ["created_by"] = "by hand" }),
        };
        configuration?.Invoke(config);
        var content = Encoding.UTF8.GetBytes(config.ToJsonString());
        var name = Convert.ToHexStringLower(SHA256.HashData(content)) + ".json";
        var item = new JsonObject { ["Config"] = name, ["RepoTags"] = new JsonArray("made:1"), ["Layers"] = new JsonArray("layer.tar") };
        manifest?.Invoke(item);
        return Tar((name, content), ("layer.tar", Layer), ("manifest.json", Encoding.UTF8.GetBytes(new JsonArray(item).ToJsonString())));
    }

    /// <summary>An archive of files; without content it is a directory.</summary>
    public static byte[] Tar(params (string Name, byte[]? Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                var entry = new UstarTarEntry(content is null ? TarEntryType.Directory : TarEntryType.RegularFile, name) { ModificationTime = DateTimeOffset.UnixEpoch, Mode = (UnixFileMode)0x1ED };
                if (content is not null) entry.DataStream = new MemoryStream(content);
                tar.WriteEntry(entry);
            }

        return stream.ToArray();
    }

    private static byte[] Compressed(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return stream.ToArray();
    }
}
