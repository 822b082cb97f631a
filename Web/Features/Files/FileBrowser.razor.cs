using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Files;

/// <summary>The files of a container; the folder is as of its reading.</summary>
public sealed partial class FileBrowser
{
    private DirectoryListing? _listing;
    private List<FileStat> _view = [];
    private FileQuery _query = new();
    private string _search = "";
    private string _asked = "";
    private string? _edited;

    /// <summary>Id of the container.</summary>
    [Parameter, EditorRequired]
    public required string ContainerId { get; set; }

    [SupplyParameterFromQuery(Name = "path")]
    private string? PathText { get; set; }

    [SupplyParameterFromQuery(Name = "raw")]
    private string? RawText { get; set; }

    // The requested path until the folder is read: then the path without links.
    private string CurrentPath => _listing?.Path ?? _asked;

    private IEnumerable<(string Name, string Path)> Crumbs
    {
        get
        {
            yield return ("/", "/");
            var path = "";
            foreach (var part in CurrentPath.Split('/', StringSplitOptions.RemoveEmptyEntries)) yield return (part, path += "/" + part);
        }
    }

    private string Summary
    {
        get
        {
            var matching = _listing!.Matching.ToString("N0", CultureInfo.InvariantCulture);
            return _listing.Matching > _listing.Entries.Count || !_listing.IsCounted
                ? $"{_listing.Entries.Count.ToString("N0", CultureInfo.InvariantCulture)} of {(_listing.IsCounted ? "" : "more than ")}{matching} entries; search for a name to see others."
                : $"{matching} {(_listing.Matching == 1 ? "entry" : "entries")}";
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var asked = PathText is null && RawText is null ? "/" : TryPath() ?? "/";
        if (asked == _asked) return;
        (_asked, _listing, _search, _edited) = (asked, null, "", null);
        await RetryAsync(LoadAsync);
    }

    private string? TryPath()
    {
        try
        {
            return FileText.Path(PathText, RawText);
        }
        catch (InvalidInputException)
        {
            // An address from elsewhere: shows the root.
            return null;
        }
    }

    private string Address(string path) => $"/containers/{ContainerId}/files{(path == "/" ? "" : "?" + FileText.Parameter(path))}";

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (asked, search) = (_asked, _search);
        var listing = await Engine.Containers.ListDirectoryAsync(ContainerId, asked, new DirectoryQuery { Search = search.Trim() }, cancellationToken);
        // The user may have opened another folder or name meanwhile.
        if ((asked, search) != (_asked, _search)) return;
        _listing = listing;
        Refresh();
        StateHasChanged();
    }

    private Task SearchAsync() => RetryAsync(LoadAsync);

    private void SortBy(FileColumn column)
    {
        _query = _query.SortBy(column);
        Refresh();
    }

    private void Refresh() => _view = _query.Apply(_listing!.Entries);

    private void Edit(string path) => _edited = path;

    private async Task CloseEditorAsync()
    {
        _edited = null;
        await RetryAsync(LoadAsync);
    }

    private static string IconOf(FileStat file) =>
        FileText.IsDirectory(file) ? Icons.Material.Outlined.Folder
        : FileText.IsLink(file) ? Icons.Material.Outlined.Link
        : FileText.IsRegular(file) ? Icons.Material.Outlined.Description
        : Icons.Material.Outlined.SettingsInputComponent;
}
