namespace Panel.Web.Control;

/// <summary>Adds what serves the command <c>panel</c>.</summary>
public static class ControlConfiguration
{
    /// <summary>Serves the socket once the engine has started.</summary>
    public static void AddPanelControl(this WebApplicationBuilder builder) => builder.Services.AddHostedService<ControlHost>();
}
