using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Features.Setup;

namespace Panel.Web.Features.SignIn;

/// <summary>Begins sessions. Static, because it sets the cookie.</summary>
public sealed partial class SignInPage
{
    private string? _error;
    private string? _nameError;
    private string? _passwordError;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    private SignInService Service { get; set; } = default!;

    [Inject]
    private FirstAdministrator Administrator { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromForm]
    private SignInForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrl { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (await Administrator.IsNeededAsync(HttpContext.RequestAborted)) Navigation.NavigateTo(AuthPaths.Setup);
        else if (HttpContext.User.Identity?.IsAuthenticated == true) Navigation.NavigateTo(AuthPaths.Local(ReturnUrl));
    }

    private async Task SignInAsync()
    {
        _nameError = string.IsNullOrWhiteSpace(Form?.UserName) ? "Enter your user name." : null;
        _passwordError = string.IsNullOrEmpty(Form?.Password) ? "Enter your password." : null;
        if (_nameError is not null || _passwordError is not null) return;
        try
        {
            _error = await Service.SignInAsync(Form!.UserName!.Trim(), Form.Password!, HttpContext);
        }
        catch (EngineException error)
        {
            _error = error.Message;
        }

        if (_error is null) Navigation.NavigateTo(AuthPaths.Local(ReturnUrl));
    }
}
