using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The processes of a container, read every two seconds.</summary>
public sealed partial class ContainerProcesses
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ProcessRows _memory = new();
    private IReadOnlyList<ProcessRow>? _rows;

    /// <summary>The running container.</summary>
    [Parameter, EditorRequired]
    public required ContainerDetails Details { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _ = FollowAsync(ReadAsync);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        do
        {
            _rows = _memory.Next(await Engine.Containers.ListProcessesAsync(Details.Summary.Id, cancellationToken: cancellationToken), Clock.GetUtcNow());
            StateHasChanged();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
