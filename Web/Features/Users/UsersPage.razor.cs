using Microsoft.AspNetCore.Components;
using MudBlazor;
using Panel.Web.Components.Shared;
using Panel.Web.Operations;

namespace Panel.Web.Features.Users;

/// <summary>The users and their roles.</summary>
public sealed partial class UsersPage
{
    private IReadOnlyList<UserRow>? _rows;
    private string? _self;
    private string? _busy;
    private string? _error;

    [Inject]
    private UserOperations Users { get; set; } = default!;

    [Inject]
    private ICurrentActor CurrentActor { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private ILogger<UsersPage> Logger { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _self = (await CurrentActor.GetAsync()).UserId;
        await LoadAsync();
    }

    private static string StateWord(UserRow row) => row.Disabled ? "Disabled" : row.LockedOut ? "Wrong passwords" : "Active";

    private static string StateCss(UserRow row) => row.Disabled ? "created" : row.LockedOut ? "paused" : "running";

    private async Task LoadAsync()
    {
        try
        {
            _rows = await Users.ListAsync(CancellationToken.None);
            _error = null;
        }
        catch (Exception error)
        {
            _error = Problem.Describe(error, Logger);
        }
    }

    private async Task AddAsync()
    {
        var dialog = await Dialogs.ShowAsync<NewUserDialog>("New user");
        if (await dialog.Result is { Canceled: false }) await LoadAsync();
    }

    private Task ChangeRoleAsync(UserRow row, ChangeEventArgs change) =>
        EnumName.Parse<PanelRole>(change.Value as string) is { } role ? DoAsync(row, () => Users.ChangeRoleAsync(row, role, CancellationToken.None)) : Task.CompletedTask;

    private async Task ToggleAsync(UserRow row)
    {
        if (!row.Disabled && await Dialogs.AskAsync(new Question($"Disable {row.UserName}?", ["The sessions end at once, and nobody can sign in with this account until it is enabled again."], "Disable")) is null) return;
        await DoAsync(row, () => Users.SetDisabledAsync(row, !row.Disabled, CancellationToken.None));
    }

    private async Task DeleteAsync(UserRow row)
    {
        if (await Dialogs.AskAsync(new Question($"Delete {row.UserName}?", ["The account and its sessions are lost. Its rows in the audit history stay."], "Delete")) is null) return;
        await DoAsync(row, () => Users.DeleteAsync(row, CancellationToken.None));
    }

    private async Task ResetAsync(UserRow row)
    {
        var dialog = await Dialogs.ShowAsync<ResetPasswordDialog>($"Reset the password of {row.UserName}", new DialogParameters<ResetPasswordDialog> { { view => view.User, row } });
        await dialog.Result;
        await LoadAsync();
    }

    private async Task DoAsync(UserRow row, Func<Task> change)
    {
        _busy = row.Id;
        string? failure = null;
        try
        {
            await change();
        }
        catch (Exception error)
        {
            failure = Problem.Describe(error, Logger);
        }

        _busy = null;
        await LoadAsync();
        _error = failure ?? _error;
    }
}
