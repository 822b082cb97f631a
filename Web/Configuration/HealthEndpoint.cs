using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Door;

namespace Panel.Web.Configuration;

/// <summary><c>GET /healthz</c>: whether the panel can serve. It answers 503 when the panel cannot. Other findings that need a person
/// answer 200, because a restart of the panel would not fix them, and a panel out of service cannot show them.</summary>
public static class HealthEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Maps the endpoint for everybody: load balancers do not sign in.</summary>
    public static void MapPanelHealth(this WebApplication app) => app.MapGet("/healthz", CheckAsync).AllowAnonymous();

    /// <summary>Asks the database and the engine.</summary>
    internal static async Task<Health> AskAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var engine = services.GetRequiredService<SystemEngine>().Engine;
        IReadOnlyList<ContainerSummary> containers = [];
        async Task AskEngineAsync(CancellationToken token) => containers = await engine.Containers.ListAsync(cancellationToken: token);
        Task AskDatabaseAsync(CancellationToken token) => HealthEndpoint.AskDatabaseAsync(services.GetRequiredService<IDbContextFactory<PanelDbContext>>(), token);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Panel.Health");
        if (await FaultAsync("database", AskDatabaseAsync, logger, limit.Token) is { } database) return database;
        if (await FaultAsync("engine", AskEngineAsync, logger, limit.Token) is { } fault) return fault;
        // The dashboard and the log give the reason: callers of this address have not signed in.
        if ((await engine.Networks.GetProblemsAsync(limit.Token)).Count > 0)
            return new Health(false, "Something is wrong with the containers' network; the dashboard and the panel's log say why.");
        var problems = (await engine.GetProblemsAsync(limit.Token)).Count + services.GetRequiredService<PanelProblems>().All.Count;
        return new Health(true, Doubts(containers.Count(container => container.State.Doubt is not null), problems));
    }

    private static async Task<ContentHttpResult> CheckAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var health = await AskAsync(http.RequestServices, cancellationToken);
        return TypedResults.Text(health.Sentence, statusCode: health.CanServe ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
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

    private static async Task<Health?> FaultAsync(string part, Func<CancellationToken, Task> ask, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await ask(cancellationToken).WaitAsync(cancellationToken);
            return null;
        }
        catch (Exception error)
        {
            StartUpLog.Unhealthy(logger, part, error);
            return new Health(false, $"The {part} does not answer.");
        }
    }

    /// <summary>Whether the panel can serve.</summary>
    /// <param name="CanServe">Whether it can.</param>
    /// <param name="Sentence">What is wrong, or <c>ok</c>.</param>
    internal sealed record Health(bool CanServe, string Sentence);
}
