using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Recordings;

/// <summary>Serves the file of a recording, for the player and for download.</summary>
public static class RecordingEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapPanelRecordings(this WebApplication app)
    {
        app.MapGet("/recordings/{id}/cast", (string id, HttpContext context) => SendAsync(id, takenAway: false, context)).RequireAuthorization(PanelPolicies.Viewer);
        app.MapGet("/recordings/{id}/download", (string id, HttpContext context) => SendAsync(id, takenAway: true, context)).RequireAuthorization(PanelPolicies.Viewer);
    }

    private static async Task<IResult> SendAsync(string id, bool takenAway, HttpContext context)
    {
        var operations = context.RequestServices.GetRequiredService<RecordingOperations>();
        try
        {
            var row = await operations.FindAsync(id, context.RequestAborted);
            var file = await operations.OpenAsync(row, takenAway, context.RequestAborted);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Stream(file, "application/x-asciicast", takenAway ? $"{row.ContainerName}-{row.StartedAt:yyyyMMdd-HHmmss}.cast" : null);
        }
        catch (EngineException error)
        {
            return ProblemAnswer.Of(error, context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Panel.Recordings"));
        }
    }
}
