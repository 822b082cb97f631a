using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;

namespace Panel.Engine.Native.Images;

/// <summary>Images of this machine: content by digest, layers extracted once, names in one index.</summary>
public sealed partial class ImageStore(EnginePaths paths, EventBus events, ILogger<ImageStore> logger, TimeProvider? time = null) : IImages
{
    /// <summary>Tells which containers use images; set by the engine.</summary>
    public Func<IReadOnlyList<ImageUser>> Users { get; set; } = () => [];

    /// <summary>Reads the index and sweeps what an interrupted import left.</summary>
    public Task LoadAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException($"{paths} {events} {logger} {time}");

    /// <summary>Finds an image by name, id or unique prefix of one.</summary>
    /// <exception cref="ObjectNotFoundException">There is none.</exception>
    public ResolvedImage Resolve(string reference) => throw new NotSupportedException();

    /// <summary>Removes what a forced removal kept for stopped containers, once none uses it; called after a container is removed.</summary>
    public Task CollectAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ImageDetails> InspectAsync(string reference, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ImageDetails> ImportAsync(Stream rootFilesystem, string repositoryTag, ImageConfiguration configuration, string? comment = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task TagAsync(string reference, string repositoryTag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task RemoveAsync(string reference, bool force = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
