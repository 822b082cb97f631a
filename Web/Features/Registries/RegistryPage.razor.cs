using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Features.Images.Transfers;

namespace Panel.Web.Features.Registries;

/// <summary>The content of a registry: its repositories, and the tags of one.</summary>
public sealed partial class RegistryPage
{
    private readonly Dictionary<string, RemoteImage> _details = [];
    private readonly Dictionary<string, string> _failures = [];
    private RegistryRow? _row;
    private string? _repository;
    private List<string>? _names;
    private string? _next;
    private string? _asking;
    private string _typed = "";
    private bool _more;
    private (int Id, string? Repository)? _shown;

    /// <summary>The registry.</summary>
    [Parameter]
    public int Id { get; set; }

    /// <summary>The repository whose tags are shown; without one, the page lists the repositories.</summary>
    [SupplyParameterFromQuery]
    public string? Repository { get; set; }

    [Inject]
    private RegistryOperations Operations { get; set; } = default!;

    [Inject]
    private StoredRegistries Registries { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var repository = string.IsNullOrWhiteSpace(Repository) ? null : Repository.Trim();
        if (_shown == (Id, repository)) return;
        _shown = (Id, repository);
        (_repository, _names, _next) = (repository, null, null);
        _details.Clear();
        _failures.Clear();
        await RetryAsync(LoadAsync);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var asked = _shown;
        _row = await Registries.GetAsync(Id, cancellationToken);
        var page = await PageAsync(null, cancellationToken);
        // The user may have opened another repository meanwhile.
        if (asked != _shown) return;
        (_names, _next) = ([.. page.Names], page.Next);
        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        var asked = _shown;
        _more = true;
        await RetryAsync(async token =>
        {
            var page = await PageAsync(_next, token);
            if (asked != _shown) return;
            _names!.AddRange(page.Names.Except(_names));
            _next = page.Next;
        });
        _more = false;
    }

    private Task<NamePage> PageAsync(string? after, CancellationToken cancellationToken) => _repository is null
        ? Operations.RepositoriesAsync(_row!, after, cancellationToken)
        : Operations.TagsAsync(_row!, _repository, after, cancellationToken);

    private async Task DescribeAsync(string tag)
    {
        _asking = tag;
        _failures.Remove(tag);
        try
        {
            _details[tag] = await Operations.DescribeAsync(_row!, _repository!, tag, Leaving);
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _failures[tag] = Describe(error);
        }
        finally
        {
            _asking = null;
        }
    }

    private Task<IDialogReference> PullAsync(string tag) =>
        Dialogs.ShowAsync<PullDialog>("Pull an image", new DialogParameters<PullDialog> { { view => view.Reference, $"{_row!.Address}/{_repository}:{tag}" } });

    private void OpenTyped()
    {
        var repository = _typed.Trim();
        _typed = "";
        if (repository.Length > 0) Navigation.NavigateTo(Address(repository));
    }

    private string Address(string? repository) => $"/registries/{Id}{(repository is null ? "" : "?repository=" + Uri.EscapeDataString(repository))}";
}
