using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Logs;

namespace Panel.Web.Features.Dashboard.Attention;

/// <summary>Finds failing containers, each with its reason or last log line.</summary>
internal sealed class ContainerAttention(IContainerEngine engine, TimeProvider clock) : IAttentionSource
{
    // Above this number the list only shows a count: a page is for reading.
    private const int Most = 8;

    public async Task<IReadOnlyList<AttentionItem>> FindAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var wrong = (await engine.Containers.ListAsync(cancellationToken: cancellationToken))
            .Select(container => (Container: container, Trouble: ContainerTroubles.Of(container.State, now)))
            .Where(found => found.Trouble is not null)
            .OrderBy(found => found.Trouble).ThenByDescending(found => found.Container.State.FinishedAt).ToList();
        List<AttentionItem> items = [];
        foreach (var (container, trouble) in wrong.Take(Most)) items.Add(await ItemAsync(container, trouble!.Value, cancellationToken));
        if (wrong.Count > Most) items.Add(new($"{wrong.Count - Most} more containers fail", "/containers?problem=all&sort=state", "Show all") { IsGrave = true });
        return items;
    }

    private async Task<AttentionItem> ItemAsync(ContainerSummary container, ContainerTrouble trouble, CancellationToken cancellationToken)
    {
        var reason = trouble switch
        {
            ContainerTrouble.NotUnderstood => null,
            ContainerTrouble.Failed when container.State.Error.Length > 0 => container.State.Error,
            ContainerTrouble.StartFailed => ContainerText.Reason(container.State.Error),
            ContainerTrouble.Unhealthy when container.State.Health is { Log: [.., var last] } => last.Output.Trim(),
            _ => await LastLine.ReadAsync(engine.Containers, container.Id, cancellationToken),
        };
        var (link, action) = trouble switch
        {
            ContainerTrouble.NotUnderstood => ($"/containers/{container.Id}", "Show"),
            ContainerTrouble.Failed when container.State.Status == ContainerStatus.Dead => ($"/containers/{container.Id}", "Show"),
            ContainerTrouble.StartFailed => ($"/containers/new?edit={container.Id}", "Edit"),
            _ => ($"/containers/{container.Id}/log", "Show log"),
        };
        return new($"{container.Name} {ContainerTroubles.Sentence(trouble, container.State)}", link, action)
        {
            Detail = reason is { Length: > 0 } ? reason : null,
            Advice = container.State.Doubt is { } doubt ? $"{doubt.Reason} {doubt.Remedy}" : null,
            IsGrave = true,
        };
    }
}
