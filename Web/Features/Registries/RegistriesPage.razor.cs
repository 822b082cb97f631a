using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Registries;

/// <summary>The stored registries.</summary>
public sealed partial class RegistriesPage
{
    private readonly Dictionary<int, RegistryCheck> _tests = [];
    private IReadOnlyList<RegistryRow>? _rows;
    private int? _busy;
    private string? _error;

    [Inject]
    private RegistryOperations Operations { get; set; } = default!;

    [Inject]
    private StoredRegistries Registries { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        await FollowAsync(LoadAsync);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _rows = await Registries.ListAsync(cancellationToken);
        StateHasChanged();
    }

    private async Task EditAsync(RegistryRow? row)
    {
        var dialog = await Dialogs.ShowAsync<RegistryDialog>(row is null ? "Add a registry" : $"Change {row.Name}", new DialogParameters<RegistryDialog> { { view => view.Row, row } });
        if (await dialog.Result is not { Canceled: false }) return;
        if (row is not null) _tests.Remove(row.Id);
        await RetryAsync(LoadAsync);
    }

    private Task TestAsync(RegistryRow row) => DoAsync(row, async () => _tests[row.Id] = await Operations.TestAsync(row, Leaving));

    private async Task RemoveAsync(RegistryRow row)
    {
        List<string> losses = [row.HasPassword ? "Its stored password is lost. Images that came from it stay." : "Images that came from it stay."];
        if (row.IsDefault) losses.Add("Names without a registry mean Docker Hub again.");
        if (await Dialogs.AskAsync(new Question($"Remove {row.Name}?", losses, "Remove")) is null) return;
        await DoAsync(row, () => Operations.RemoveAsync(row, CancellationToken.None));
        await RetryAsync(LoadAsync);
    }

    private async Task DoAsync(RegistryRow row, Func<Task> work)
    {
        (_busy, _error) = (row.Id, null);
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (Leaving.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            _error = Describe(error);
        }
        finally
        {
            _busy = null;
        }
    }
}
