using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Routing;

/// <summary>Dispatches a request: finds its caller, version and operation, and answers errors as <c>{"message": …}</c>.</summary>
internal sealed class ApiDispatcher(IServiceProvider services, ILogger logger, CancellationToken stopping)
{
    private const string Use = "docker-api.use";
    private static readonly string ServerName = $"Panel/{typeof(ApiDispatcher).Assembly.GetName().Version?.ToString(3)} (linux)";

    public async Task RunAsync(HttpContext http)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await using var scope = services.CreateAsyncScope();
            Describe(http.Response.Headers);
            await AnswerAsync(http, scope.ServiceProvider, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has left, or the panel stops: nobody reads an answer.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception error)
        {
            await RefuseAsync(http, error);
        }
    }

    private static async Task AnswerAsync(HttpContext http, IServiceProvider scope, CancellationTokenSource ended)
    {
        var container = http.Features.Get<ContainerPeer>();
        var caller = container is null ? http.Features.Get<Caller>() ?? throw new InvalidOperationException("The connection has no caller.")
            : await scope.GetRequiredService<ContainerCallers>().OfAsync(container, ended.Token);
        await CheckAsync(http, scope, caller, PanelRole.Viewer, ended.Token);
        // A browser presents its certificate for any page that calls; for any call that could change something, it always sends the page's
        // origin.
        if (caller.Actor.Kind == ActorKind.Certificate && http.Request.Headers.Origin.Count > 0 && !OriginCheck.IsOurs(http.Request))
            throw new NotPermittedException("The Docker API takes no requests from web pages (header Origin).");
        scope.GetRequiredService<CurrentActor>().Use(caller.Actor);
        if (PathAnswers.TryAnswer(http)) return;
        var (version, path) = ApiVersion.Split(http.Request.Path.Value ?? "/");
        var (route, values) = ApiRoutes.Find(http.Request.Method, path);
        await CheckAsync(http, scope, caller, route.Role, ended.Token);
        OfferConnection(http, route);
        await using var watch = container is null ? null : new ContainerCallerWatch(container, caller, scope, ended);
        await route.Handler(new ApiCall(http, version, values, scope, ended.Token));
    }

    private static async Task CheckAsync(HttpContext http, IServiceProvider scope, Caller caller, PanelRole required, CancellationToken ended)
    {
        if (caller.WhyNot(required) is not { } refusal) return;
        await scope.GetRequiredService<IAuditTrail>().RecordAsync(caller.Actor, Use, $"{http.Request.Method} {http.Request.Path}", AuditResult.Refused, refusal, null, ended);
        throw new NotPermittedException(refusal);
    }

    private static void OfferConnection(HttpContext http, ApiRoute route)
    {
        if (http.Features.Get<HijackableConnection>() is not { } connection) return;
        if (route.Hijacks) http.Features.Set<IHijack>(new RawConnection(http, connection));
        else connection.Release();
    }

    /// <summary>Sets the headers of every answer, errors included, as Docker does.</summary>
    private static void Describe(IHeaderDictionary headers)
    {
        headers["Api-Version"] = ApiVersion.Newest.ToString();
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        headers.Server = ServerName;
        // One request per connection: bytes after an upgrade then always belong to it (HijackConnection).
        headers.Connection = "close";
    }

    private async Task RefuseAsync(HttpContext http, Exception error)
    {
        var (method, path, status) = (http.Request.Method, http.Request.Path.Value ?? "", ApiException.StatusOf(error));
        if (http.Features.Get<IHijack>() is { Accepted: true })
        {
            // The raw connection was the answer; it ends now.
            DockerApiLog.BrokeOff(logger, method, path, error);
            return;
        }

        if (http.Response.HasStarted)
        {
            DockerApiLog.BrokeOff(logger, method, path, error);
            http.Abort();
            return;
        }

        if (status == StatusCodes.Status500InternalServerError) DockerApiLog.Failed(logger, method, path, error);
        await JsonAnswer.WriteAsync(http.Response, new ErrorMessage(Sentence.Of(error)), DockerJson.Answers.ErrorMessage, status, CancellationToken.None);
    }
}
