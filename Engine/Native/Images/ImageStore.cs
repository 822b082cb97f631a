using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Native.Events;
using Panel.Engine.Registry;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>The images of this machine: content by digest, layers extracted once, names in one index.</summary>
/// <remarks>Reads use an immutable table; changes happen one after another and become visible when they are on the disk.</remarks>
public sealed partial class ImageStore : IImages, IDisposable
{
    /// <summary>Label of a damaged image in lists; its value is the reason.</summary>
    public const string FaultLabel = "panel.damaged";

    private readonly EventBus _events;
    private readonly ILogger<ImageStore> _logger;
    private readonly TimeProvider _time;
    private readonly ContentStore _content;
    private readonly LayerStore _layers;
    private readonly ImageIndexFile _index;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private readonly Leases _leases = new();
    private readonly LayerBlobs _blobs;
    private volatile ImageTable _table = ImageTable.Empty;

    /// <summary>Creates the store; <see cref="LoadAsync(CancellationToken)"/> must be called first.</summary>
    public ImageStore(EnginePaths paths, EventBus events, ILogger<ImageStore> logger, TimeProvider? time = null)
    {
        (_events, _logger, _time) = (events, logger, time ?? TimeProvider.System);
        _content = new ContentStore(paths.BlobsRoot);
        _layers = new LayerStore(paths.LayersRoot, _leases);
        _blobs = new LayerBlobs(_content, _layers);
        _index = new ImageIndexFile(paths.ImagesRoot, _content, _layers, logger);
    }

    /// <summary>Limits of an imported layer.</summary>
    public LayerLimits Limits { get; set; } = new();

    /// <summary>The access to registries; set by the engine.</summary>
    public RegistryOptions Registries { get; set; } = new();

    /// <summary>The layers that images, containers and builds stand on.</summary>
    public LayerStore Layers => _layers;

    /// <summary>Returns the containers that use images; set by the engine.</summary>
    public Func<IReadOnlyList<ImageUser>> Users { get; set; } = () => [];

    /// <summary>Reads the index and removes what an interrupted import left behind.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await ReadAsync(cancellationToken);
        await SweepAsync(cancellationToken);
    }

    /// <summary>Reads the index.</summary>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() =>
            {
                _layers.Sweep();
                _content.Sweep();
                _table = _index.Load();
            }, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var table = _table;
        var (users, use) = (Users(), table.LayerUse());
        return Task.FromResult<IReadOnlyList<ImageSummary>>(
            [.. from image in table.Images.Values where !image.Removed orderby image.CreatedAt descending, image.Id select Summarize(table, users, use, image)]);
    }

    /// <inheritdoc/>
    public Task<long> GetLayersSizeAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_table.Images.Values.SelectMany(image => image.Layers).Distinct().Sum(layer => layer.Size));
    }

    /// <inheritdoc/>
    public Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var table = _table;
        return Task.FromResult(Detail(table, Find(table, reference).Image));
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private ImageDetails Detail(ImageTable table, StoredImage image)
    {
        var use = table.LayerUse();
        var layers = Describe(use, image);
        return new()
        {
            Summary = Summarize(table, Users(), use, image),
            Architecture = image.Content.Architecture,
            Variant = image.Content.Variant,
            OperatingSystem = image.Content.Os,
            Configuration = image.Configuration,
            DiffIds = image.Content.RootFilesystem.DiffIds,
            Layers = layers,
            ManifestDigest = image.Manifest.Digest,
            Author = image.Content.Author,
            History = History(image.Content, layers),
        };
    }

    private List<ImageLayer> Describe(Dictionary<string, int> use, StoredImage image) =>
    [
        .. image.Content.RootFilesystem.DiffIds.Select(diffId =>
        {
            // A damaged image does not count as a user of its layers.
            var others = Math.Max(0, use.GetValueOrDefault(diffId) - 1);
            return _layers.Find(diffId) is { } record
                ? new ImageLayer(diffId, record.Size) { BlobDigest = record.Blob, BlobBytes = record.BlobSize, OtherImages = others }
                : new ImageLayer(diffId, 0) { OtherImages = others };
        }),
    ];

    // Steps without a layer have no diff id; the others have them in the same order.
    private static List<ImageStep> History(OciImage content, IEnumerable<ImageLayer> layers)
    {
        var made = new Queue<ImageLayer>(layers);
        return
        [
            .. (content.History ?? []).Select(step =>
            {
                var layer = step.EmptyLayer is true ? null : made.TryDequeue(out var next) ? next : null;
                return new ImageStep(step.Created, step.CreatedBy ?? "", step.Comment ?? "", layer?.SizeBytes ?? 0, layer?.DiffId);
            }),
        ];
    }

    private static ImageSummary Summarize(ImageTable table, IReadOnlyList<ImageUser> users, Dictionary<string, int> use, StoredImage image) => new()
    {
        Id = image.Id,
        RepositoryTags = [.. table.TagsOf(image.Id).Select(Familiar)],
        RepositoryDigests = [.. table.DigestsOf(image.Id).Select(Familiar)],
        CreatedAt = image.CreatedAt,
        SizeBytes = image.SizeBytes,
        SharedBytes = image.Layers.Where(layer => use[layer.DiffId] > 1).Sum(layer => layer.Size),
        UniqueBytes = image.Layers.Where(layer => use[layer.DiffId] == 1).Sum(layer => layer.Size),
        ParentId = image.ParentId is { } parent && table.Images.GetValueOrDefault(parent) is { Removed: false } ? parent : null,
        Children = table.ChildrenOf(image.Id).Count(),
        Containers = users.Count(user => user.ImageId == image.Id),
        Labels = image.Fault is null ? image.Content.Config?.Labels ?? [] : new Dictionary<string, string> { [FaultLabel] = image.Fault },
    };

    private static string Familiar(string canonical) => ImageReference.Parse(canonical).Familiar;

    private string NameOf(string id) => _table.TagsOf(id).Select(Familiar).FirstOrDefault() ?? id;
}
