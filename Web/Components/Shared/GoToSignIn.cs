using Microsoft.AspNetCore.Components;
using Panel.Web.Auth;

namespace Panel.Web.Components.Shared;

/// <summary>Sends an anonymous visitor to the sign-in page, and back here afterwards.</summary>
public sealed class GoToSignIn : ComponentBase
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() =>
        Navigation.NavigateTo(AuthPaths.SignIn + "?returnUrl=" + Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
}
