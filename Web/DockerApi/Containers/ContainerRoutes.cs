using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Operations on containers.</summary>
internal static class ContainerRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/containers/json", ContainerList.AnswerAsync),
        new("POST", "/containers/create", ContainerCreation.AnswerAsync),
        new("GET", "/containers/{id}/json", ContainerInspection.AnswerAsync),
        new("GET", "/containers/{id}/logs", ContainerLogs.AnswerAsync),
        new("GET", "/containers/{id}/stats", ContainerStatistics.AnswerAsync),
        new("POST", "/containers/{id}/start", ContainerLifecycle.StartAsync),
        new("POST", "/containers/{id}/stop", ContainerLifecycle.StopAsync),
        new("POST", "/containers/{id}/restart", ContainerLifecycle.RestartAsync),
        new("POST", "/containers/{id}/kill", ContainerLifecycle.KillAsync),
        new("POST", "/containers/{id}/update", ContainerUpdateEndpoint.AnswerAsync),
        new("POST", "/containers/{id}/pause", ContainerPause.PauseAsync),
        new("POST", "/containers/{id}/unpause", ContainerPause.UnpauseAsync),
        new("POST", "/containers/{id}/attach", ContainerAttach.AttachAsync, Hijacks: true),
        new("GET", "/containers/{id}/attach/ws", ContainerAttachSocket.AnswerAsync) { Role = PanelRole.Operator },
        new("POST", "/containers/{id}/resize", ContainerAttach.ResizeAsync),
        new("GET", "/containers/{id}/top", ContainerTop.AnswerAsync),
        new("GET", "/containers/{id}/changes", ContainerChanges.AnswerAsync),
        new("GET", "/containers/{id}/export", ContainerExport.AnswerAsync) { Role = PanelRole.Operator },
        new("HEAD", "/containers/{id}/archive", ContainerArchive.StatAsync) { Role = PanelRole.Operator },
        new("GET", "/containers/{id}/archive", ContainerArchive.GetAsync) { Role = PanelRole.Operator },
        new("PUT", "/containers/{id}/archive", ContainerArchive.PutAsync),
        new("POST", "/commit", ContainerCommit.AnswerAsync),
        new("POST", "/containers/{id}/rename", ContainerLifecycle.RenameAsync),
        new("POST", "/containers/{id}/wait", ContainerWait.AnswerAsync) { Role = PanelRole.Viewer },
        new("DELETE", "/containers/{id}", ContainerRemoval.RemoveAsync),
        new("POST", "/containers/prune", ContainerRemoval.PruneAsync),
    ];
}
