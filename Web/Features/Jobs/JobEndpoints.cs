using Microsoft.AspNetCore.Http.HttpResults;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Components.Shared;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Jobs;

/// <summary>The log of a job as a file.</summary>
public static class JobEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapPanelJobs(this WebApplication app) =>
        app.MapGet("/jobs/{id}/log", DownloadAsync).RequireAuthorization(PanelPolicies.Viewer);

    private static async Task<Results<FileContentHttpResult, ContentHttpResult>> DownloadAsync(string id, HttpContext context, ILoggerFactory loggers)
    {
        try
        {
            var log = await context.RequestServices.GetRequiredService<JobOperations>().LogAsync(id, context.RequestAborted);
            return TypedResults.File(System.Text.Encoding.UTF8.GetBytes(log), "text/plain; charset=utf-8", $"job-{id}.log");
        }
        catch (EngineException error)
        {
            return ProblemAnswer.Of(error, loggers.CreateLogger("Panel.Jobs"));
        }
    }
}
