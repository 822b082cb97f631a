using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

public sealed class FakeImages : IImages
{
    public List<ImageSummary> All { get; } = [];
    public List<string> Calls { get; } = [];
    public Exception? Fail { get; set; }

    public Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<ImageSummary>>([.. All]);

    public Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ImageDetails> ImportAsync(
        Stream rootFilesystem, string repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PulledImage> PullAsync(PullSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PushedImage> PushAsync(PushSpec spec, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task RemoveAsync(string reference, bool force = false, CancellationToken cancellationToken = default)
    {
        Calls.Add($"remove {reference}");
        if (Fail is not null)
        {
            throw Fail;
        }

        All.RemoveAll(image => image.Id == reference || image.RepositoryTags.Contains(reference));
        return Task.CompletedTask;
    }
}
