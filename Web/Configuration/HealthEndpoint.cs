using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Configuration;

/// <summary><c>GET /healthz</c>: whether the panel can serve. It answers 503 when the panel cannot. Other findings that need a person
/// answer 200, because a restart of the panel would not fix them, and a panel out of service cannot show them.</summary>
public static class HealthEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Maps the endpoint for everybody: load balancers do not sign in.</summary>
    public static void MapPanelHealth(this WebApplication app) => app.MapGet("/healthz", CheckAsync).AllowAnonymous();

    private static async Task<ContentHttpResult> CheckAsync(
        IDbContextFactory<PanelDbContext> contexts, IContainerEngine engine, PanelProblems own, ILoggerFactory loggers, HttpContext http)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Patience);
        IReadOnlyList<ContainerSummary> containers = [];
        async Task AskEngineAsync(CancellationToken token) => containers = await engine.Containers.ListAsync(cancellationToken: token);
        if (await FaultAsync("database", token => AskDatabaseAsync(contexts, token), loggers, limit.Token) is { } database) return database;
        if (await FaultAsync("engine", AskEngineAsync, loggers, limit.Token) is { } fault) return fault;
        // The dashboard and the log give the reason: callers of this address have not signed in.
        if (engine.Networks.Problems.Count > 0)
            return Unavailable("Something is wrong with the containers' network; the dashboard and the panel's log say why.");
        return TypedResults.Text(Doubts(containers.Count(container => container.State.Doubt is not null), engine.Problems.Count + own.All.Count));
    }

    // Numbers only, for the same reason.
    private static string Doubts(int containers, int problems)
    {
        List<string> doubts = [];
        if (containers > 0) doubts.Add(Format.Count(containers, "container"));
        if (problems > 0) doubts.Add(Format.Count(problems, "stored object"));
        return doubts.Count == 0 ? "ok" : $"ok, but the panel does not understand {string.Join(" and ", doubts)}; the dashboard says why.";
    }

    private static async Task AskDatabaseAsync(IDbContextFactory<PanelDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Users.AnyAsync(cancellationToken);
    }

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
            return Unavailable($"The {part} does not answer.");
        }
    }

    private static ContentHttpResult Unavailable(string sentence) => TypedResults.Text(sentence, statusCode: StatusCodes.Status503ServiceUnavailable);
}
