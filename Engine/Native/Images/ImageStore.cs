using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images.Stored;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Images;

/// <summary>The images of this machine: content by digest, layers extracted once, names in one index. Each kind of work has a class beside this one;
/// <see cref="ImageCatalog"/> holds the table and the lock.</summary>
public sealed class ImageStore : IImages, IDisposable
{
    /// <summary>Label of a damaged image in lists; its value is the reason.</summary>
    public const string FaultLabel = "panel.damaged";

    private readonly ImageSettings _settings = new();
    private readonly ImageCatalog _catalog;
    private readonly ImageReports _reports;
    private readonly ImagePull _pull;
    private readonly ImagePush _push;
    private readonly ImageLoad _load;
    private readonly ImageSave _save;
    private readonly ImageImport _import;
    private readonly ImageCommit _commit;
    private readonly ImageRemover _remover;

    /// <summary>Creates the store; <see cref="LoadAsync(CancellationToken)"/> must be called first.</summary>
    public ImageStore(EnginePaths paths, EventBus events, ILogger<ImageStore> logger, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var leases = new Leases();
        var content = new ContentStore(paths.BlobsRoot);
        Layers = new LayerStore(paths.LayersRoot, leases);
        var blobs = new LayerBlobs(content, Layers);
        _catalog = new ImageCatalog(
            new ImageIndexFile(paths.ImagesRoot, content, Layers, logger), content, Layers, new ImageSweep(content, Layers, leases, _settings, logger));
        _reports = new ImageReports(Layers, _settings);
        var acceptance = new ImageAcceptance(_settings, _catalog, content, Layers, leases);
        var making = new ImageMaking(content, Layers, _reports, events, logger, clock);
        _pull = new ImagePull(_settings, _catalog, acceptance, _reports, events, logger, clock);
        _push = new ImagePush(_settings, _catalog, content, leases, blobs, new ImageCompression(_catalog, content, Layers, blobs), events, clock);
        _load = new ImageLoad(_settings, acceptance, content, Layers, events, logger);
        _save = new ImageSave(_catalog, content, leases, blobs, events);
        _import = new ImageImport(_settings, Layers, _catalog, making);
        _commit = new ImageCommit(_settings, Layers, _catalog, making);
        _remover = new ImageRemover(_settings, _catalog, leases, events, logger);
    }

    /// <summary>The layers that images, containers and builds stand on.</summary>
    public LayerStore Layers { get; }

    /// <inheritdoc cref="ImageSettings.Limits"/>
    public LayerLimits Limits
    {
        get => _settings.Limits;
        set => _settings.Limits = value;
    }

    /// <inheritdoc cref="ImageSettings.Registries"/>
    public RegistryOptions Registries
    {
        get => _settings.Registries;
        set => _settings.Registries = value;
    }

    /// <inheritdoc cref="ImageSettings.Users"/>
    public Func<IReadOnlyList<ImageUser>> Users
    {
        get => _settings.Users;
        set => _settings.Users = value;
    }

    /// <summary>This machine's architecture, in Go's words.</summary>
    internal static string Architecture => ImagePlatform.Host.Architecture;

    /// <summary>Reads the index and removes what an interrupted import left behind.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await ReadAsync(cancellationToken);
        await SweepAsync(cancellationToken);
    }

    /// <summary>Reads the index.</summary>
    internal Task ReadAsync(CancellationToken cancellationToken) => _catalog.LoadAsync(cancellationToken);

    /// <summary>Removes unused content; for the engine's start, once the containers are known.</summary>
    internal Task SweepAsync(CancellationToken cancellationToken) => _catalog.ChangeAsync(change => change.Sweep(), cancellationToken);

    /// <summary>Waits for the running change, if any.</summary>
    internal Task SettleAsync(CancellationToken cancellationToken) => _catalog.SettleAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_reports.List(_catalog.Table));
    }

    /// <inheritdoc/>
    public Task<long> GetLayersSizeAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_catalog.Table.Images.Values.SelectMany(image => image.Layers).Distinct().Sum(layer => layer.Size));
    }

    /// <inheritdoc/>
    public Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var table = _catalog.Table;
        return Task.FromResult(_reports.Detail(table, table.Find(reference).Image));
    }

    /// <summary>Finds an image by name, id or unique prefix of one.</summary>
    /// <exception cref="ObjectNotFoundException">There is none.</exception>
    /// <exception cref="EngineFailureException">It is damaged.</exception>
    /// <exception cref="InvalidInputException">It is not a reference, or is a prefix of several ids.</exception>
    public ResolvedImage Resolve(string reference)
    {
        var image = _catalog.Table.Find(reference, withRemoved: true).Image;
        if (image.Fault is not null)
            throw new EngineFailureException($"The image '{reference}' is damaged ({image.Fault}); remove it and import it again.", "resolve image");
        return new(image.Id, reference, image.Configuration, Layers.DirectoriesOf(image.Content.RootFilesystem.DiffIds),
            ImagePlatform.Of(image.Content.Os, image.Content.Architecture, image.Content.Variant));
    }

    /// <inheritdoc/>
    public async Task<LayerListing> ListLayerAsync(string reference, LayerQuery query, CancellationToken cancellationToken = default)
    {
        var diffIds = _catalog.Table.Find(reference).Image.Content.RootFilesystem.DiffIds;
        if (query.Layer < 0 || query.Layer >= diffIds.Count)
            throw new ObjectNotFoundException($"The image '{reference}' has {diffIds.Count} layers; there is none with the number {query.Layer}.");
        if (!query.Path.StartsWith('/')) throw new InvalidInputException($"'{query.Path}' must be an absolute path, such as '/{query.Path}'.", nameof(query.Path));
        if (query.Limit < 1) throw new InvalidInputException("At least one file must be asked for.", nameof(query.Limit));
        try
        {
            return await Task.Run(() => Layers.Diff([.. diffIds.Take(query.Layer + 1)], query, cancellationToken), cancellationToken);
        }
        catch (IOException error) when (diffIds.Take(query.Layer + 1).FirstOrDefault(diffId => Layers.Find(diffId) is null) is { } missing)
        {
            throw new ObjectNotFoundException($"The layer {missing} of the image '{reference}' is no longer on this machine.", error);
        }
    }

    /// <inheritdoc/>
    public Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _pull.RunAsync(spec, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _push.RunAsync(spec, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _load.RunAsync(archive, progress, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken = default) =>
        _save.RunAsync(references, output, cancellationToken);

    /// <inheritdoc/>
    public Task<ImageDetails> ImportAsync(
        Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default) =>
        _import.RunAsync(rootFilesystem, repositoryTag, configuration, comment, cancellationToken);

    /// <inheritdoc cref="ImageCommit.RunAsync"/>
    internal Task<ImageDetails> CommitAsync(string parentId, string? upper, CommitSpec commit, CancellationToken cancellationToken) =>
        _commit.RunAsync(parentId, upper, commit, cancellationToken);

    /// <inheritdoc/>
    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default) =>
        _remover.TagAsync(reference, repositoryTag, cancellationToken);

    /// <inheritdoc/>
    public Task<ImageRemoval> RemoveAsync(string reference, bool force = false, bool keepParents = false, CancellationToken cancellationToken = default) =>
        _remover.RemoveAsync(reference, force, keepParents, cancellationToken);

    /// <inheritdoc cref="ImageRemover.CollectAsync"/>
    public Task CollectAsync(CancellationToken cancellationToken = default) => _remover.CollectAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _catalog.Dispose();
}
