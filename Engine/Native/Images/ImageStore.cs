using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Layers;

namespace Panel.Engine.Native.Images;

/// <summary>Images of this machine: content by digest, layers extracted once, names in one index.</summary>
/// <remarks>Reading uses an immutable table; changes are made one after another and become visible when they are on the disk.</remarks>
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

    // Digests of blobs and layers that pulls under way found here. Under the gate.
    private readonly List<IReadOnlySet<string>> _pins = [];
    private volatile ImageTable _table = ImageTable.Empty;

    /// <summary>Creates the store; <see cref="LoadAsync(CancellationToken)"/> comes before all else.</summary>
    public ImageStore(EnginePaths paths, EventBus events, ILogger<ImageStore> logger, TimeProvider? time = null)
    {
        (_events, _logger, _time) = (events, logger, time ?? TimeProvider.System);
        _content = new ContentStore(paths.BlobsRoot);
        _layers = new LayerStore(paths.LayersRoot);
        _index = new ImageIndexFile(paths.ImagesRoot, _content, _layers, logger);
    }

    /// <summary>What an imported layer may hold.</summary>
    public LayerLimits Limits { get; set; } = new();

    /// <summary>How registries are reached; set by the engine.</summary>
    public Registries.RegistryOptions Registries { get; set; } = new();

    /// <summary>Tells which containers use images; set by the engine.</summary>
    public Func<IReadOnlyList<ImageUser>> Users { get; set; } = () => [];

    /// <summary>Reads the index and sweeps what an interrupted import left.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() =>
            {
                _layers.Sweep();
                _content.Sweep();
                _table = _index.Load();
                Sweep();
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
        var users = Users();
        return Task.FromResult<IReadOnlyList<ImageSummary>>(
            [.. from image in table.Images.Values where !image.Removed orderby image.CreatedAt descending, image.Id select Summarize(table, users, image)]);
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

    private ImageDetails Detail(ImageTable table, StoredImage image) => new()
    {
        Summary = Summarize(table, Users(), image),
        Architecture = image.Content.Architecture,
        OperatingSystem = image.Content.Os,
        Configuration = image.Configuration,
        DiffIds = image.Content.RootFilesystem.DiffIds,
        Author = image.Content.Author,
        History = History(image.Content),
    };

    // Steps without a layer have none of the diff ids, which are in the same order.
    private List<ImageStep> History(Oci.OciImage content)
    {
        var layers = new Queue<string>(content.RootFilesystem.DiffIds);
        return
        [
            .. (content.History ?? []).Select(step => new ImageStep(
                step.Created, step.CreatedBy ?? "", step.Comment ?? "", step.EmptyLayer is not true && layers.TryDequeue(out var layer) ? _layers.Find(layer)?.Size ?? 0 : 0)),
        ];
    }

    private static ImageSummary Summarize(ImageTable table, IReadOnlyList<ImageUser> users, StoredImage image) => new()
    {
        Id = image.Id,
        RepositoryTags = [.. table.TagsOf(image.Id).Select(Familiar)],
        RepositoryDigests = [.. table.DigestsOf(image.Id).Select(Familiar)],
        CreatedAt = image.CreatedAt,
        SizeBytes = image.SizeBytes,
        Containers = users.Count(user => user.ImageId == image.Id),
        Labels = image.Fault is null ? image.Content.Config?.Labels ?? [] : new Dictionary<string, string> { [FaultLabel] = image.Fault },
    };

    private static string Familiar(string canonical) => ImageReference.Parse(canonical).Familiar;

    private string NameOf(string id) => _table.TagsOf(id).Select(Familiar).FirstOrDefault() ?? id;
}
