using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Panel.Engine.Contract;
using Panel.Web.Auth;

namespace Panel.Web.Features.Users;

/// <summary>The input of the account page.</summary>
public sealed class AccountForm
{
    public string? CurrentPassword { get; set; }

    public string? Password { get; set; }

    public string? Repeated { get; set; }
}

/// <summary>The session that the button ends.</summary>
public sealed class EndSessionForm
{
    /// <summary>A session's id, or <c>others</c>.</summary>
    public string? Id { get; set; }
}

/// <summary>The user's own account. Static, because a new password needs a new cookie.</summary>
public sealed partial class AccountPage
{
    private const int Shown = 5;
    private readonly Dictionary<string, string> _errors = [];
    private bool _done;
    private int? _ended;
    private IReadOnlyList<UserSession> _sessions = [];

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    private UserOperations Users { get; set; } = default!;

    [Inject]
    private PanelSignInManager SignIn { get; set; } = default!;

    [Inject]
    private UserManager<PanelUser> Identity { get; set; } = default!;

    [Inject]
    private AccountSessions Sessions { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "account")]
    private AccountForm? Form { get; set; }

    [SupplyParameterFromForm(FormName = "sessions")]
    private EndSessionForm? End { get; set; }

    // The present session first, then the most recently used ones.
    private IEnumerable<UserSession> Ordered => _sessions.OrderByDescending(session => session.Id == Current).ThenByDescending(session => session.LastSeenAt);

    private string? Current => SessionKey.Of(HttpContext.User)?.Id;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => _sessions = await Sessions.ListAsync(HttpContext.RequestAborted);

    private string? Error(string field) => _errors.GetValueOrDefault(field);

    private async Task EndAsync()
    {
        if (End?.Id is not { Length: > 0 } id) return;
        try
        {
            _ended = await Sessions.EndAsync(id == "others" ? null : id, Current, HttpContext.RequestAborted);
            _sessions = await Sessions.ListAsync(HttpContext.RequestAborted);
        }
        catch (EngineException error)
        {
            _errors[""] = error.Message;
        }
    }

    private async Task ChangeAsync()
    {
        if (string.IsNullOrEmpty(Form?.CurrentPassword)) _errors["CurrentPassword"] = "Enter your current password.";
        if (string.IsNullOrEmpty(Form?.Password)) _errors["Password"] = "Choose a new password.";
        else if (Form.Password != Form.Repeated) _errors["Repeated"] = "This is not the same password.";
        if (_errors.Count > 0) return;
        try
        {
            await Users.ChangeOwnPasswordAsync(Form!.CurrentPassword!, Form.Password!, HttpContext.RequestAborted);
            if (await Identity.GetUserAsync(HttpContext.User) is { } user) await SignIn.RefreshSignInAsync(user);
            _sessions = [];
            _done = true;
        }
        catch (EngineException error)
        {
            _errors[(error as InvalidInputException)?.Field ?? ""] = error.Message;
        }
    }
}
