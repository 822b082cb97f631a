using Panel.Engine.Contract;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Reports changes by other programs to the host's side of the networks; the engine repairs them, and says what it cannot
/// repair.</summary>
internal sealed class NetworkAttention(IContainerEngine engine) : IAttentionSource
{
    public async Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken) =>
        [.. (await engine.Networks.GetProblemsAsync(cancellationToken)).Select(problem => new AttentionItem(problem) { IsGrave = true })];
}
