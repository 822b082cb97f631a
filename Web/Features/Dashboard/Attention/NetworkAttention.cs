using Panel.Engine.Contract;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Reports changes by other programs to the host's side of the networks; the engine repairs them, and says what it cannot
/// repair.</summary>
internal sealed class NetworkAttention(IContainerEngine engine) : IAttentionSource
{
    public Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AttentionItem>>([.. engine.Networks.Problems.Select(problem => new AttentionItem(problem) { IsGrave = true })]);
}
