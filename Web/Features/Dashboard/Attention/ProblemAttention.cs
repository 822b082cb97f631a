using Panel.Engine.Contract;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>What the engine found on the disk and cannot use.</summary>
internal sealed class ProblemAttention(IContainerEngine engine) : IAttentionSource
{
    public Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AttentionItem>>(
        [.. engine.Problems.Select(problem => new AttentionItem(problem.Sentence) { Advice = problem.Remedy, IsGrave = true })]);
}
