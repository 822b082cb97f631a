using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Features.SignIn;

namespace Panel.Web.Features.Setup;

/// <summary>Creates the first administrator and signs in. Not available once there is a user.</summary>
public sealed partial class SetupPage
{
    private readonly Dictionary<string, string> _errors = [];

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [Inject]
    private FirstAdministrator Administrator { get; set; } = default!;

    [Inject]
    private SignInService Service { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromForm]
    private SetupForm? Form { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (!await Administrator.IsNeededAsync(HttpContext.RequestAborted)) Navigation.NavigateTo(AuthPaths.SignIn);
    }

    private string? Error(string field) => _errors.GetValueOrDefault(field);

    private async Task CreateAsync()
    {
        var form = Form ?? new SetupForm();
        if (string.IsNullOrWhiteSpace(form.Token)) _errors["Token"] = "Enter the token that the terminal shows.";
        if (string.IsNullOrWhiteSpace(form.UserName)) _errors["UserName"] = "Choose a user name.";
        if (string.IsNullOrEmpty(form.Password)) _errors["Password"] = "Choose a password.";
        else if (form.Password != form.Repeated) _errors["Repeated"] = "This is not the same password.";
        if (_errors.Count > 0) return;
        try
        {
            await Administrator.CreateAsync(form.Token, form.UserName!.Trim(), form.Password!, HttpContext.RemoteAddress(), HttpContext.RequestAborted);
            if (await Service.SignInAsync(form.UserName.Trim(), form.Password!, HttpContext) is null) Navigation.NavigateTo("/");
            else Navigation.NavigateTo(AuthPaths.SignIn);
        }
        catch (NotPermittedException error)
        {
            _errors["Token"] = error.Message;
        }
        catch (EngineException error)
        {
            _errors[(error as InvalidInputException)?.Field ?? ""] = error.Message;
        }
    }
}
