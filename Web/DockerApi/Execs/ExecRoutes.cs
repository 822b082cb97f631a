using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Execs;

/// <summary>Commands in running containers.</summary>
internal static class ExecRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/containers/{id}/exec", ExecCreation.AnswerAsync),
        new("POST", "/exec/{id}/start", ExecStarting.AnswerAsync, Hijacks: true),
        new("POST", "/exec/{id}/resize", ExecInspection.ResizeAsync),
        new("GET", "/exec/{id}/json", ExecInspection.AnswerAsync),
    ];
}
