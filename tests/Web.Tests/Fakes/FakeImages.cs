using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

public sealed class FakeImages : IImages
{
    public List<ImageSummary> All { get; } = [];
    public List<string> Calls { get; } = [];
    public Exception? Fail { get; set; }

    /// <summary>Makes the next lists fail.</summary>
    public Exception? ListFail { get; set; }

    public Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        ListFail is null ? Task.FromResult<IReadOnlyList<ImageSummary>>([.. All]) : throw ListFail;

    /// <summary>Details of images by id; those that are not here have few.</summary>
    public Dictionary<string, ImageDetails> Details { get; } = [];

    /// <summary>What layers do, by their place and path; of a search by place and "?" and what is looked for.</summary>
    public Dictionary<string, LayerListing> Layers { get; } = [];

    public Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default) =>
        All.Find(image => image.Id == reference || image.Id == "sha256:" + reference || image.RepositoryTags.Contains(reference) || image.RepositoryTags.Contains(reference + ":latest")) is { } found
            ? Task.FromResult(Details.TryGetValue(found.Id, out var details) ? details with { Summary = found }
                : new ImageDetails { Summary = found, Architecture = "amd64", OperatingSystem = "linux", Configuration = new(), DiffIds = [] })
            : throw new ObjectNotFoundException($"There is no image '{reference}' on this machine.");

    public Task<long> GetLayersSizeAsync(CancellationToken cancellationToken = default) => Task.FromResult(All.Sum(image => image.UniqueBytes));

    public Task<LayerListing> ListLayerAsync(string reference, LayerQuery query, CancellationToken cancellationToken = default)
    {
        var asked = $"{query.Layer}{(query.Search is null ? query.Path : "?" + query.Search)}";
        Calls.Add($"layer {asked}");
        return Layers.TryGetValue(asked, out var listing) ? Task.FromResult(listing) : throw new ObjectNotFoundException("The layer is no longer on this machine.");
    }

    public Task<ImageDetails> ImportAsync(
        Stream rootFilesystem, string? repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Told of a transfer's progress; set while one runs.</summary>
    public IProgress<TransferProgress>? Progress { get; private set; }

    /// <summary>Ends a transfer; set while one runs.</summary>
    public TaskCompletionSource Transfer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Calls.Add($"pull {spec.Reference} {spec.Platform} {spec.Access.UserName}:{spec.Access.Password}");
        Progress = progress;
        await Transfer.Task.WaitAsync(cancellationToken);
        return new PulledImage(null!, "sha256:" + new string('a', 64), Changed: true);
    }

    public async Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Calls.Add($"push {spec.Reference} {spec.Access.UserName}:{spec.Access.Password}");
        await Transfer.Task.WaitAsync(cancellationToken);
        return new PushedImage("1", "sha256:" + new string('b', 64), 5);
    }

    public async Task SaveAsync(IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken = default)
    {
        Calls.Add($"save {string.Join(' ', references)}");
        await output.WriteAsync("archive"u8.ToArray(), cancellationToken);
    }

    public async Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(archive);
        Calls.Add($"load {await reader.ReadToEndAsync(cancellationToken)}");
        return Fail is null ? [new LoadedImage("sha256:" + new string('c', 64), ["loaded:1"])] : throw Fail;
    }

    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default)
    {
        Calls.Add($"tag {reference} {repositoryTag}");
        return Fail is null ? Task.CompletedTask : throw Fail;
    }

    public Task<ImageRemoval> RemoveAsync(string reference, bool force = false, bool keepParents = false, CancellationToken cancellationToken = default)
    {
        Calls.Add($"remove {reference}{(force ? " by force" : "")}");
        if (Fail is not null)
        {
            throw Fail;
        }

        All.RemoveAll(image => image.Id == reference || image.RepositoryTags.Contains(reference));
        return Task.FromResult(new ImageRemoval([], 0));
    }
}
