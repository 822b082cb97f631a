using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;
using Panel.Web.Features.Images.Archives;
using Panel.Web.Features.Images.Transfers;
using Panel.Web.Features.Images.Updates;

namespace Panel.Web.Features.Images;

/// <summary>The images of this machine.</summary>
public sealed partial class ImagesPage
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private List<ImageRow>? _rows;
    private readonly UploadState _upload = new();
    private UploadArchive? _uploader;
    // Up to this many names of one image are separate rows; more become one row that unfolds.
    private const int NamesShown = 3;
    private readonly HashSet<string> _unfolded = [];
    private string _search = "";
    private string? _error;
    private string? _removing;
    private bool _withIntermediate;
    private bool _onlyUpdates;

    [Inject]
    private ImageOperations Operations { get; set; } = default!;

    [Inject]
    private ImageUpdates Updates { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        Updates.Changed += Redraw;
        _ = FollowAsync(LoadAndFollowAsync);
        return base.OnInitializedAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Updates.Changed -= Redraw;
        base.Dispose(disposing);
    }

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    private ImageUpdate? Update(ImageRow row) => row.Tag is { } tag ? Updates.Of(row.Image, tag) : null;

    private List<ImageRow> Shown()
    {
        // After the last pull, no chip is left to show the others again.
        var only = _onlyUpdates && _rows!.Exists(row => Update(row)?.State == UpdateState.Available);
        var searched = only || _search.Trim().Length > 0;
        return [.. _rows!.Where(row => (searched || Folded(row) >= 0 || _unfolded.Contains(row.Image.Id)) && (_withIntermediate || !row.Image.IsIntermediate) && row.Matches(_search.Trim()) && (!only || Update(row)?.State == UpdateState.Available))];
    }

    // The number of other names that an image's first row stands for; 0 when all have rows, -1 for a folded row.
    private static int Folded(ImageRow row) => row.Image.RepositoryTags.Count <= NamesShown ? 0
        : row.Tag == row.Image.RepositoryTags.Order().First() ? row.Image.RepositoryTags.Count - 1 : -1;

    private void Fold(string id)
    {
        if (!_unfolded.Remove(id)) _unfolded.Add(id);
    }

    private static string Sharing(ImageSummary image) =>
        image.SharedBytes == 0 ? "It shares no layers with other images" : $"Removing it frees this much; other images share layers of {Format.Bytes(image.SharedBytes)}";

    private async Task LoadAndFollowAsync(CancellationToken cancellationToken)
    {
        // Starts watching before the first reading, so that no change is missed in between.
        await using var happenings = Engine.Events.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = happenings.MoveNextAsync();
        await LoadAsync(cancellationToken);
        for (; await next; next = happenings.MoveNextAsync())
        {
            // Containers matter, too: a row shows how many use the image.
            var happening = happenings.Current;
            if (happening.Type == "image" || happening.Action is "create" or "destroy")
            {
                await LoadAsync(cancellationToken);
                await Task.Delay(Pace, cancellationToken);
            }
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _rows = ImageRow.From(await Engine.Images.ListAsync(cancellationToken));
        StateHasChanged();
    }

    private Task<IDialogReference> PullAsync() => Dialogs.ShowAsync<PullDialog>("Pull an image");

    private Task<IDialogReference> PushAsync(ImageRow row) => Dialogs.ShowAsync<PushDialog>("Push", new DialogParameters<PushDialog> { { view => view.Reference, row.Reference } });

    private Task<IDialogReference> TagAsync(ImageRow row) => Dialogs.ShowAsync<TagDialog>("Name", new DialogParameters<TagDialog> { { view => view.Reference, row.Reference } });

    private async Task RemoveAsync(ImageRow row)
    {
        if (await Dialogs.AskAsync(row.RemovalQuestion()) is null)
        {
            return;
        }

        (_removing, _error) = (row.Reference, null);
        try
        {
            await Engine.Images.RemoveAsync(row.Reference, cancellationToken: CancellationToken.None);
            await FollowAsync(LoadAsync);
        }
        catch (Exception error)
        {
            _error = Describe(error);
        }
        finally
        {
            _removing = null;
        }
    }
}
