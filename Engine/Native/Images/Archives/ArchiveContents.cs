using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Oci;
using Panel.Engine.Native.Registries;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>The images of an archive: Docker's (<c>manifest.json</c>), an OCI layout (<c>index.json</c>), or both at once as Docker 25 and later write it.</summary>
internal sealed class ArchiveContents
{
    private const string What = "An image of the archive";
    private const string NameAnnotation = "io.containerd.image.name";
    private const int DeepestIndex = 4;

    private readonly ArchiveMembers _members;
    private readonly Dictionary<string, ArchiveMembers.Member> _blobs = new(StringComparer.Ordinal);

    private ArchiveContents(ArchiveMembers members) => _members = members;

    /// <summary>An image and the names that the archive gives it.</summary>
    internal sealed record Entry(NewContent Content, IReadOnlyList<ImageReference> Names);

    /// <summary>Reads the documents of all images.</summary>
    /// <exception cref="InvalidInputException">There is none, or one is not whole.</exception>
    public static (ArchiveContents Contents, IReadOnlyList<Entry> Images) Read(ArchiveMembers members)
    {
        var contents = new ArchiveContents(members);
        try
        {
            List<Entry> images = members.Find("manifest.json") is { } manifest ? contents.OfDocker(manifest)
                : members.Find("index.json") is { } index ? contents.OfLayout(index)
                : throw new InvalidInputException("The archive holds no images: it has neither manifest.json nor index.json. A root file system is imported, not loaded.");
            return images.Count > 0 ? (contents, images) : throw new InvalidInputException("The archive names no image.");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException("A document of the archive cannot be read as JSON.", inner: error);
        }
        catch (EngineFailureException error)
        {
            throw new InvalidInputException(error.Message, inner: error);
        }
    }

    /// <summary>The file of a layer's blob; null when the archive has none.</summary>
    public string? PathOf(string digest) => (_blobs.GetValueOrDefault(digest) ?? _members.Blob(digest))?.Path;

    private List<Entry> OfDocker(ArchiveMembers.Member manifest)
    {
        var images = JsonSerializer.Deserialize(ArchiveMembers.Read(manifest), ArchiveJson.Default.ListArchivedImage) ?? throw new JsonException();
        var originals = _members.Find("index.json") is { } index ? Layout(index).ToLookup(entry => entry.Content.Id) : null;
        if (images.Contains(null!)) throw new JsonException();
        return [.. images.Select(image => OfDocker(image, originals))];
    }

    private Entry OfDocker(ArchivedImage image, ILookup<string, Entry>? originals)
    {
        if (image.Config is null || image.Layers is null || image.Layers.Contains(null!) || image.RepositoryTags?.Contains(null!) is true) throw new InvalidInputException("An image of the archive's manifest.json has no configuration, no layers or an empty name.");
        var config = Member(image.Config);
        List<ImageReference> names = [.. (image.RepositoryTags ?? []).Select(tag => ImageReference.ParseTag(tag))];
        // The manifest that it was pulled or saved with keeps its digest.
        if (originals?[config.Digest].FirstOrDefault() is { } original) return original with { Names = names };
        var layers = image.Layers.Select(layer => Blob(Member(layer))).ToList();
        var made = new OciManifest { Config = new() { MediaType = OciMediaTypes.Config, Digest = config.Digest, Size = config.Length }, Layers = layers };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(made, OciJson.Default.OciManifest);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new(NewContent.Create(OciMediaTypes.Manifest, digest, bytes, made, ArchiveMembers.Read(config), What) with { HasOwnManifest = true }, names);
    }

    private List<Entry> OfLayout(ArchiveMembers.Member index) => [.. Layout(index).GroupBy(entry => entry.Content.Id).Select(same => same.First() with { Names = [.. same.SelectMany(entry => entry.Names)] })];

    private IEnumerable<Entry> Layout(ArchiveMembers.Member index) => Index(ArchiveMembers.Read(index)).SelectMany(descriptor => Entries(descriptor, 0));

    private IEnumerable<Entry> Entries(OciDescriptor descriptor, int depth)
    {
        var bytes = ArchiveMembers.Read(_members.Blob(descriptor.Digest) ?? throw new InvalidInputException($"The archive lacks the blob {descriptor.Digest}, or it has another content."));
        if (OciMediaTypes.IsIndex(descriptor.MediaType))
        {
            if (depth == DeepestIndex) throw new InvalidInputException($"The archive has indexes of more than {DeepestIndex} levels.");
            var chosen = Platforms.Choose([.. Index(bytes).Where(below => _members.Blob(below.Digest) is not null)], ImagePlatform.Host, "the archive");
            foreach (var entry in Entries(chosen with { Annotations = descriptor.Annotations ?? chosen.Annotations }, depth + 1)) yield return entry;
            yield break;
        }
        var parsed = NewContent.ReadManifest(bytes, What);
        var config = _members.Blob(parsed.Config.Digest) ?? throw new InvalidInputException($"The archive lacks the configuration {parsed.Config.Digest}.");
        var content = NewContent.Create(parsed.MediaType ?? OciMediaTypes.Manifest, descriptor.Digest, bytes, parsed, ArchiveMembers.Read(config), What);
        yield return new(content, Names(descriptor.Annotations));
    }

    private static List<ImageReference> Names(Dictionary<string, string>? annotations)
    {
        // A bare tag says nothing of the repository.
        var name = annotations?.GetValueOrDefault(NameAnnotation) ?? annotations?.GetValueOrDefault(OciMediaTypes.NameAnnotation);
        return name is not null && (name.Contains(':', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal)) && ImageReference.TryParse(name, out var reference) && reference!.Digest is null ? [reference] : [];
    }

    private static List<OciDescriptor> Index(byte[] bytes) =>
        JsonSerializer.Deserialize(bytes, OciJson.Default.OciIndex) is { Manifests: { } manifests } && !manifests.Contains(null!) ? manifests : throw new JsonException();

    private ArchiveMembers.Member Member(string name) => _members.Find(name) ?? throw new InvalidInputException($"The archive lacks its member {name}.");

    private OciDescriptor Blob(ArchiveMembers.Member layer)
    {
        _blobs[layer.Digest] = layer;
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenRead(layer.Path);
        var type = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length ? OciMediaTypes.Layer : start switch
        {
            [0x1F, 0x8B, ..] => OciMediaTypes.LayerGzip,
            [0x28, 0xB5, 0x2F, 0xFD] => OciMediaTypes.LayerZstd,
            _ => OciMediaTypes.Layer,
        };
        return new() { MediaType = type, Digest = layer.Digest, Size = layer.Length };
    }
}
