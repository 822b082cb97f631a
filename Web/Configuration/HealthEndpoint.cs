using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Configuration;

/// <summary>
/// <c>GET /healthz</c>: whether the panel can serve. 503 says that it cannot. What else a person has to look at is said with 200, because no restart
/// of the panel mends it, and a panel that is taken out of service cannot show it.
/// </summary>
public static class HealthEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Maps it, for everybody: load balancers do not sign in.</summary>
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
        // The reason is on the dashboard and in the log: whoever asks has not signed in.
        if (engine.Networks.Problems.Count > 0)
            return Unavailable("The containers' network is not as it should be; the dashboard and the panel's log say why.");
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
