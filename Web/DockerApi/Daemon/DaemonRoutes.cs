using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Daemon;

/// <summary>Operations on the daemon as a whole.</summary>
internal static class DaemonRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/_ping", Ping.AnswerAsync),
        new("HEAD", "/_ping", Ping.AnswerAsync),
        new("GET", "/version", VersionEndpoint.AnswerAsync),
        new("GET", "/info", InfoEndpoint.AnswerAsync),
        new("GET", "/events", EventsEndpoint.AnswerAsync),
        new("GET", "/system/df", DiskUsageEndpoint.AnswerAsync),
    ];
}
