using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Panel.Web.Components;

/// <summary>The document around every page.</summary>
public partial class App
{
    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    // A bare "" would resolve against <base href="/">.
    private string Here => HttpContext.Request.Path + HttpContext.Request.QueryString.ToUriComponent();

    /// <summary>Interactive without prerendering, because otherwise every page would subscribe twice. Sign-in and set-up are static because
    /// they set cookies.</summary>
    private InteractiveServerRenderMode? PageRenderMode =>
        HttpContext.AcceptsInteractiveRouting() ? new InteractiveServerRenderMode(prerender: false) : null;
}
