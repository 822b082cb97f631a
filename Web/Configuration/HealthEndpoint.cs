using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary><c>GET /healthz</c>: whether the panel can serve.</summary>
public static class HealthEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Maps it, for everybody: load balancers do not sign in.</summary>
    public static void MapPanelHealth(this WebApplication app) => app.MapGet("/healthz", CheckAsync).AllowAnonymous();

    private static async Task<ContentHttpResult> CheckAsync(
        IDbContextFactory<PanelDbContext> contexts, IContainerEngine engine, ILoggerFactory loggers, HttpContext http)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        if (await FaultAsync("database", token => AskDatabaseAsync(contexts, token), loggers, limit.Token) is { } database) return database;
        if (await FaultAsync("engine", token => engine.Containers.ListAsync(new ContainerFilter { Limit = 1 }, token), loggers, limit.Token) is { } fault) return fault;
        // The reason is on the dashboard and in the log: whoever asks has not signed in.
        return engine.Networks.Problems.Count == 0 ? TypedResults.Text("ok")
            : TypedResults.Text("The containers' network is not as it should be; the dashboard and the panel's log say why.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task AskDatabaseAsync(IDbContextFactory<PanelDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Users.AnyAsync(cancellationToken);
    }

    // The reason goes to the log: whoever asks has not signed in.
    private static async Task<ContentHttpResult?> FaultAsync(string part, Func<CancellationToken, Task> ask, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            await ask(cancellationToken).WaitAsync(cancellationToken);
            return null;
        }
        catch (Exception error)
        {
            StartUpLog.Unhealthy(loggers.CreateLogger("Panel.Health"), part, error);
            return TypedResults.Text($"The {part} does not answer.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
