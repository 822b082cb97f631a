using Panel.Engine.Contract;
using Panel.Web.Configuration;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Reports items on the disk that the engine or the panel cannot use.</summary>
internal sealed class ProblemAttention(IContainerEngine engine, PanelProblems own) : IAttentionSource
{
    public async Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken) =>
        [.. (await engine.GetProblemsAsync(cancellationToken)).Concat(own.All).Select(problem => new AttentionItem(problem.Sentence) { Advice = problem.Remedy, IsGrave = true })];
}
