using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ZstdSharp;

namespace Panel.Tests.Shared.Registries;

/// <summary>A layer of a test image.</summary>
/// <param name="Blob">As a registry has it.</param>
/// <param name="DiffId">Digest of what it unpacks to.</param>
/// <param name="MediaType">Its type.</param>
public sealed record TestLayer(byte[] Blob, string DiffId, string MediaType)
{
    /// <summary>Of the blob.</summary>
    public string Digest { get; } = TestImage.DigestOf(Blob);

    /// <summary>A layer with one file, compressed as <c>gzip</c>, <c>zstd</c> or <c>plain</c>.</summary>
    public static TestLayer OfFile(string name, byte[] content, string compression = "gzip")
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
        return OfTar(stream.ToArray(), compression);
    }

    /// <summary>The same of text.</summary>
    public static TestLayer OfFile(string name, string content, string compression = "gzip") => OfFile(name, Encoding.UTF8.GetBytes(content), compression);

    /// <summary>A layer with an executable file.</summary>
    public static TestLayer OfProgram(string name, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch, Mode = (UnixFileMode)0x1ED });
        return OfTar(stream.ToArray());
    }

    /// <summary>A layer of a tar.</summary>
    public static TestLayer OfTar(byte[] tar, string compression = "gzip")
    {
        const string type = "application/vnd.oci.image.layer.v1.tar";
        return compression switch
        {
            "gzip" => new(Packed(tar, output => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)), TestImage.DigestOf(tar), type + "+gzip"),
            "zstd" => new(Packed(tar, output => new CompressionStream(output, leaveOpen: true)), TestImage.DigestOf(tar), type + "+zstd"),
            _ => new(tar, TestImage.DigestOf(tar), type),
        };
    }

    private static byte[] Packed(byte[] tar, Func<Stream, Stream> packer)
    {
        using var output = new MemoryStream();
        using (var packing = packer(output)) packing.Write(tar);
        return output.ToArray();
    }
}

/// <summary>An image's documents, which a test may change before they are written.</summary>
public sealed class TestImage
{
    /// <summary>Type of an index.</summary>
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    /// <summary>The architecture of this machine.</summary>
    public static string HostArchitecture { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    /// <summary>Makes both documents; the manifest describes the configuration as it became.</summary>
    public TestImage(IReadOnlyList<TestLayer> layers, Action<JsonObject>? config = null, Action<JsonObject>? manifest = null)
    {
        Layers = layers;
        var image = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Cmd"] = new JsonArray("sh") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer.DiffId))]) },
        };
        config?.Invoke(image);
        Config = Encoding.UTF8.GetBytes(image.ToJsonString());
        var document = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", DigestOf(Config), Config.Length),
            ["layers"] = new JsonArray([.. layers.Select(layer => Descriptor(layer.MediaType, layer.Digest, layer.Blob.Length))]),
        };
        manifest?.Invoke(document);
        Manifest = Encoding.UTF8.GetBytes(document.ToJsonString());
        ManifestType = document["mediaType"]?.GetValue<string>() ?? "application/vnd.oci.image.manifest.v1+json";
    }

    /// <summary>The lowest first.</summary>
    public IReadOnlyList<TestLayer> Layers { get; }

    /// <summary>The configuration; its digest is the image's id.</summary>
    public byte[] Config { get; }

    /// <summary>The manifest.</summary>
    public byte[] Manifest { get; }

    /// <summary>Its type.</summary>
    public string ManifestType { get; }

    /// <summary>The image's id.</summary>
    public string Id => DigestOf(Config);

    /// <summary>Digest of the manifest.</summary>
    public string Digest => DigestOf(Manifest);

    /// <summary>An index that names manifests with their platforms, as <c>linux/arm/v7</c>.</summary>
    public static byte[] Index(params (string Platform, string Type, byte[] Manifest)[] manifests) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = IndexType,
        ["manifests"] = new JsonArray([.. manifests.Select(entry =>
        {
            var descriptor = Descriptor(entry.Type, DigestOf(entry.Manifest), entry.Manifest.Length);
            if (entry.Platform.Split('/') is [var os, var architecture, ..] parts)
            {
                var platform = new JsonObject { ["os"] = os, ["architecture"] = architecture };
                if (parts.Length == 3) platform["variant"] = parts[2];
                descriptor["platform"] = platform;
            }
            return descriptor;
        })]),
    }.ToJsonString());

    /// <summary>A descriptor.</summary>
    public static JsonObject Descriptor(string type, string digest, long size) => new() { ["mediaType"] = type, ["digest"] = digest, ["size"] = size };

    /// <summary>Of content.</summary>
    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
