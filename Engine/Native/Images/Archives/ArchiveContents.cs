using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images.Archives;

/// <summary>The images of an archive: Docker's (<c>manifest.json</c>), an OCI layout (<c>index.json</c>), or both together, as Docker 25
/// and later write it.</summary>
internal sealed class ArchiveContents
{
    private const string What = "An image of the archive";
    private const string NameAnnotation = "io.containerd.image.name";
    private const int DeepestIndex = 4;
    private const int MostImages = 500;
    private const long MostDocumentBytes = 64 << 20;

    private readonly ArchiveMembers _members;
    private readonly Dictionary<string, ArchiveMembers.Member> _blobs = new(StringComparer.Ordinal);

    // An archive may name each as often as it likes, but memory holds it once: images by their configuration and layers, and the targets of
    // index entries.
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NewContent> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Described> _described = new(StringComparer.Ordinal);
    private long _documentBytes;

    private ArchiveContents(ArchiveMembers members) => _members = members;

    /// <summary>An image and its names in the archive.</summary>
    internal sealed record Entry(NewContent Content, IReadOnlyList<ImageReference> Names);

    // The target of an index entry, with the annotations of the manifest chosen from a nested index.
    private sealed record Described(NewContent Content, Dictionary<string, string>? Annotations);

    /// <summary>Reads the documents of all images.</summary>
    /// <exception cref="InvalidInputException">There is none, or one is incomplete.</exception>
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
        var images = JsonSerializer.Deserialize(Document(manifest), ArchiveJson.Default.ListArchivedImage) ?? throw new JsonException();
        var originals = _members.Find("index.json") is { } index ? Layout(index).ToLookup(entry => entry.Content.Id) : null;
        if (images.Contains(null!)) throw new JsonException();
        CheckCount(images.Count);
        return [.. images.Select(image => OfDocker(image, originals))];
    }

    private Entry OfDocker(ArchivedImage image, ILookup<string, Entry>? originals)
    {
        if (image.Config is null || image.Layers?.Contains(null!) is true || image.RepositoryTags?.Contains(null!) is true) throw new InvalidInputException("An image of the archive's manifest.json has no configuration, or an empty name of a layer or of its own.");
        var config = Member(image.Config);
        List<ImageReference> names = [.. (image.RepositoryTags ?? []).Select(tag => ImageReference.ParseTag(tag))];
        // The manifest with which it was pulled or saved keeps its digest.
        if (originals?[config.Digest].FirstOrDefault() is { } original) return original with { Names = names };
        // Docker writes null for an image without layers.
        var members = image.Layers ?? [];
        if (members.Count > NewContent.MostLayers) throw new InvalidInputException($"An image of the archive's manifest.json has {members.Count} layers; at most {NewContent.MostLayers} are accepted.");
        var layers = members.Select(layer => Blob(Member(layer))).ToList();
        var made = new OciManifest { Config = new() { MediaType = OciMediaTypes.Config, Digest = config.Digest, Size = config.Length }, Layers = layers };
        var key = string.Join(' ', layers.Select(layer => layer.Digest).Prepend(config.Digest));
        if (_images.TryGetValue(key, out var known)) return new(known, names);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(made, OciJson.Default.OciManifest);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new(_images[key] = NewContent.Create(OciMediaTypes.Manifest, digest, bytes, made, Document(config), What) with { HasOwnManifest = true }, names);
    }

    private List<Entry> OfLayout(ArchiveMembers.Member index) => [.. Layout(index).GroupBy(entry => entry.Content.Id).Select(same => same.First() with { Names = [.. same.SelectMany(entry => entry.Names)] })];

    private List<Entry> Layout(ArchiveMembers.Member index)
    {
        var descriptors = Index(Document(index));
        CheckCount(descriptors.Count);
        return descriptors.ConvertAll(descriptor =>
        {
            var found = Describe(descriptor, 0);
            return new Entry(found.Content, Names(descriptor.Annotations ?? found.Annotations));
        });
    }

    private Described Describe(OciDescriptor descriptor, int depth)
    {
        if (_described.TryGetValue(descriptor.Digest, out var known)) return known;
        var bytes = Document(_members.Blob(descriptor.Digest) ?? throw new InvalidInputException($"The archive lacks the blob {descriptor.Digest}, or it has another content."));
        if (OciMediaTypes.IsIndex(descriptor.MediaType))
        {
            if (depth == DeepestIndex) throw new InvalidInputException($"The archive has indexes of more than {DeepestIndex} levels.");
            var chosen = Platforms.Choose([.. Index(bytes).Where(below => _members.Blob(below.Digest) is not null)], ImagePlatform.Host, "the archive");
            var below = Describe(chosen, depth + 1);
            return _described[descriptor.Digest] = below with { Annotations = chosen.Annotations ?? below.Annotations };
        }
        var parsed = NewContent.ReadManifest(bytes, What);
        var config = _members.Blob(parsed.Config.Digest) ?? throw new InvalidInputException($"The archive lacks the configuration {parsed.Config.Digest}.");
        return _described[descriptor.Digest] = new(NewContent.Create(parsed.MediaType ?? OciMediaTypes.Manifest, descriptor.Digest, bytes, parsed, Document(config), What), null);
    }

    private byte[] Document(ArchiveMembers.Member member)
    {
        if (_documents.TryGetValue(member.Digest, out var known)) return known;
        _documentBytes += member.Length;
        if (_documentBytes > MostDocumentBytes) throw new InvalidInputException($"The documents of the archive have more than {MostDocumentBytes} bytes together, the most that are read; save its images in several archives.");
        return _documents[member.Digest] = ArchiveMembers.Read(member);
    }

    private static void CheckCount(int images)
    {
        if (images > MostImages) throw new InvalidInputException($"The archive names {images} images; at most {MostImages} are accepted, save them in several archives.");
    }

    private static List<ImageReference> Names(Dictionary<string, string>? annotations)
    {
        // A bare tag does not name a repository.
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
