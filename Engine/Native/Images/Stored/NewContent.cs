using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Stored;

/// <summary>An image's manifest and configuration from elsewhere, checked before any layer is read.</summary>
internal sealed record NewContent(OciDescriptor Descriptor, byte[] Manifest, byte[] Config, OciManifest Parsed, OciImage Image)
{
    /// <summary>The largest manifest or configuration, in bytes.</summary>
    public const int MaxDocumentBytes = 8 << 20;

    /// <summary>The most layers of an image.</summary>
    public const int MostLayers = 500;

    // The limit for each kind: a few bytes of JSON take many times as much memory.
    private const int MostEntries = 10_000;

    /// <summary>Whether the manifest was created here, for content that came without one.</summary>
    public bool HasOwnManifest { get; init; }

    /// <summary>Its id.</summary>
    public string Id => Parsed.Config.Digest;

    /// <summary>Each layer blob once, with its diff id, in the layers' order.</summary>
    public IReadOnlyList<(OciDescriptor Blob, string DiffId)> Layers =>
        [.. Parsed.Layers.Zip(Image.RootFilesystem.DiffIds).DistinctBy(layer => layer.First.Digest)];

    /// <summary>Parses a manifest.</summary>
    /// <exception cref="EngineFailureException">It is not the manifest of a container image.</exception>
    public static OciManifest ReadManifest(byte[] content, string what)
    {
        OciManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(content, OciJson.Default.OciManifest) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw Fault(what, "its manifest is none of schema 2 or OCI", error);
        }
        if (manifest.SchemaVersion == 1) throw Fault(what, "its manifest has the old schema 1; push it again with a newer client");
        if (manifest.Config is null || manifest.Layers is null || manifest.Layers.Contains(null!)) throw Fault(what, "its manifest names no configuration or layers");
        if (!OciMediaTypes.IsConfig(manifest.Config.MediaType)) throw Fault(what, $"it is an artifact of type {RegistryText.Shown(manifest.Config.MediaType)}");
        if (manifest.Layers.Count > MostLayers) throw Fault(what, $"it has {manifest.Layers.Count} layers; at most {MostLayers} are accepted");
        foreach (var blob in manifest.Layers.Append(manifest.Config))
        {
            if (!OciDigest.Is(blob.Digest) || blob.Size < 0) throw Fault(what, $"'{RegistryText.Shown(blob.Digest)}' with {blob.Size} bytes is not a sha256 digest and size");
        }
        return manifest.Layers.Find(layer => !OciMediaTypes.IsLayer(layer.MediaType)) is { } odd ? throw Fault(what, $"its layer {odd.Digest} is of type {RegistryText.Shown(odd.MediaType)}") : manifest;
    }

    /// <summary>Combines both.</summary>
    /// <exception cref="EngineFailureException">They do not belong together.</exception>
    public static NewContent Create(string mediaType, string digest, byte[] manifest, OciManifest parsed, byte[] config, string what)
    {
        OciImage image;
        try
        {
            image = JsonSerializer.Deserialize(config, OciJson.Default.OciImage) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw Fault(what, "its configuration cannot be read", error);
        }
        if (image.RootFilesystem?.DiffIds is not { } diffIds || diffIds.Count != parsed.Layers.Count || !diffIds.TrueForAll(OciDigest.Is))
            throw Fault(what, "its configuration does not name a diff id for each layer");
        if (parsed.Layers.Zip(diffIds).GroupBy(layer => layer.First.Digest).FirstOrDefault(same => same.Select(layer => (layer.Second, layer.First.Size, layer.First.MediaType)).Distinct().Count() > 1) is { } torn)
            throw Fault(what, $"its layer {torn.Key} is said to be of several sizes, types or diff ids");
        if (!IsWhole(image)) throw Fault(what, "its configuration has empty entries");
        if (MostOf(image) is > MostEntries and var most) throw Fault(what, $"its configuration has {most} entries of one kind; at most {MostEntries} are accepted");
        if (image.Os != "linux") throw Fault(what, $"it is for the operating system '{RegistryText.Shown(image.Os)}', not linux");
        return new(new OciDescriptor { MediaType = mediaType, Digest = digest, Size = manifest.Length }, manifest, config, parsed, image);
    }

    // JSON's null is not a string, although the serializer accepts it.
    private static bool IsWhole(OciImage image) =>
        image.History?.Contains(null!) is not true && (image.Config is not { } config
        || (!HasNull(config.Environment) && !HasNull(config.Shell) && !HasNull(config.OnBuild) && !HasNull(config.Entrypoint) && !HasNull(config.Command) && !HasNull(config.HealthCheck?.Test) && config.Labels?.ContainsValue(null!) is not true));

    private static int MostOf(OciImage image) => ((int?[])
    [
        image.History?.Count, image.Config?.Labels?.Count, image.Config?.ExposedPorts?.Count, image.Config?.Volumes?.Count,
        image.Config?.Environment?.Count, image.Config?.Entrypoint?.Count, image.Config?.Command?.Count,
    ]).Max() ?? 0;

    private static bool HasNull(IReadOnlyList<string>? list) => list?.Contains(null!) is true;

    private static EngineFailureException Fault(string what, string fault, Exception? inner = null) => new($"{what} is not a usable image: {fault}.", "read image", inner: inner);
}
