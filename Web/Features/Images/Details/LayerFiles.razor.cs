using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Details;

/// <summary>What a layer adds, changes and removes.</summary>
public sealed partial class LayerFiles
{
    private const int MostInADirectory = 10_000;
    private const int MostFound = 1_000;
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(300);
    private readonly LayerTree _tree = new();
    private LayerListing? _root;
    private LayerListing? _found;
    private List<LayerRow> _foundRows = [];
    private LayerRow? _opening;
    private string _search = "";
    private bool _searching;

    /// <summary>Id of the image.</summary>
    [Parameter, EditorRequired]
    public required string ImageId { get; set; }

    /// <summary>Index of the layer; 0 is the lowest.</summary>
    [Parameter, EditorRequired]
    public required int Layer { get; set; }

    private ICollection<LayerRow> Rows => _found is null ? [.. _tree.Rows] : _foundRows;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _ = FollowAsync(ReadAsync);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _root = await Engine.Images.ListLayerAsync(ImageId, new LayerQuery(Layer) { Limit = MostInADirectory }, cancellationToken);
        _tree.Fill(_root);
        StateHasChanged();
    }

    private async Task ToggleAsync(LayerRow row)
    {
        if (_tree.IsOpen(row))
        {
            _tree.Close(row);
            return;
        }

        _opening = row;
        await FollowAsync(async cancellation =>
            _tree.Open(row, await Engine.Images.ListLayerAsync(ImageId, new LayerQuery(Layer) { Path = row.File!.Path, Limit = MostInADirectory }, cancellation)));
        _opening = null;
    }

    private async Task SearchAsync(string? text)
    {
        _search = text ?? "";
        var wanted = _search.Trim();
        if (wanted.Length == 0)
        {
            (_found, _searching) = (null, false);
            return;
        }

        _searching = true;
        await FollowAsync(async cancellation =>
        {
            await Task.Delay(TypingPause, cancellation);
            // The user typed on meanwhile: the last search wins.
            if (wanted != _search.Trim()) return;
            var found = await Engine.Images.ListLayerAsync(ImageId, new LayerQuery(Layer) { Search = wanted, Limit = MostFound }, cancellation);
            if (wanted != _search.Trim()) return;
            (_found, _searching) = (found, false);
            _foundRows = [.. found.Files.Select(file => new LayerRow(file, 0))];
            if (found.Found > found.Files.Count) _foundRows.Add(new LayerRow(null, 0) { LeftOut = found.Found - found.Files.Count });
        });
    }
}
