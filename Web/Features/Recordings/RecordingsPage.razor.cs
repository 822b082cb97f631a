using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Web.Components.Shared;
using Panel.Web.Operations;

namespace Panel.Web.Features.Recordings;

/// <summary>The recorded terminals: an administrator sees all of them, others see their own.</summary>
public sealed partial class RecordingsPage
{
    private const int Page = 200;

    private IReadOnlyList<TerminalRecording>? _rows;
    private Actor? _actor;
    private string? _text;
    private string? _error;
    private int _most = Page;

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    [Inject]
    private ICurrentActor CurrentActor { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<RecordingsPage> Logger { get; set; } = default!;

    private RecordingOperations Recordings => Services.GetRequiredService<RecordingOperations>();

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => LoadAsync();

    private string? WhyNotDelete(TerminalRecording row) => row.EndedAt is null
        ? "The terminal is still recorded; close it first."
        : _actor is { } actor && RecordingOperations.MayDelete(actor, row) ? null : "Every terminal is recorded here: only an administrator deletes recordings.";

    private async Task LoadAsync()
    {
        try
        {
            _actor = await CurrentActor.GetAsync();
            _rows = await Recordings.ListAsync(_text, _most, CancellationToken.None);
            _error = null;
        }
        catch (Exception error)
        {
            _error = Problem.Describe(error, Logger);
        }
    }

    private Task MoreAsync()
    {
        _most += Page;
        return LoadAsync();
    }

    private async Task DeleteAsync(TerminalRecording row)
    {
        if (await Dialogs.AskAsync(new Question($"Delete the recording of {row.ContainerName}?", [$"You lose the recording of {RecordingText.Name(row, Clock.GetUtcNow())}."], "Delete")) is null) return;
        string? failure = null;
        try
        {
            await Recordings.DeleteAsync(row, CancellationToken.None);
        }
        catch (Exception error)
        {
            failure = Problem.Describe(error, Logger);
        }

        await LoadAsync();
        _error ??= failure;
    }
}
