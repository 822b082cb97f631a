using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>Commits what a tar describes, as if a container had written it.</summary>
internal static class TarCommit
{
    public static async Task<ImageDetails> CommitTarAsync(this ImageStore store, string parentId, byte[] tar, CommitSpec commit, CancellationToken cancellationToken)
    {
        using var container = new TemporaryDirectory();
        var upper = container.New("upper");
        await LayerExtractor.ExtractAsync(new MemoryStream(tar), upper, null, cancellationToken);
        return await store.CommitAsync(parentId, upper, commit, cancellationToken);
    }
}
