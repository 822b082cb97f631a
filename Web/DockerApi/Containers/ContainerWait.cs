using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>POST /containers/{id}/wait</c>. The head is sent at once: the client starts the container only after it knows that the wait
/// has begun.</summary>
internal static class ContainerWait
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var condition = call.Query("condition") switch
        {
            null or "not-running" => WaitCondition.NotRunning,
            "next-exit" => WaitCondition.NextExit,
            "removed" => WaitCondition.Removed,
            var other => throw ApiException.Bad($"The condition '{other}' must be not-running, next-exit or removed."),
        };
        // The engine listens from here on, so an exit before the head is sent is not missed.
        var exit = call.Engine.Containers.WaitAsync(call.Value("id"), condition, call.Ended);
        // After the head, the answer can no longer say that there is no such container.
        if (exit.IsFaulted) await exit;
        call.Http.Response.ContentType = "application/json";
        await call.Http.Response.Body.FlushAsync(call.Ended);
        var line = JsonSerializer.SerializeToUtf8Bytes(await ResultAsync(exit), DockerJson.Answers.WaitResponse);
        await call.Http.Response.Body.WriteAsync(line, call.Ended);
    }

    private static async Task<WaitResponse> ResultAsync(Task<ContainerExit> waiting)
    {
        try
        {
            var exit = await waiting;
            return new() { StatusCode = exit.ExitCode, Error = exit.Error is null ? null : new(exit.Error) };
        }
        catch (EngineException error)
        {
            // The container was removed during the wait. The head is sent, so the reason goes where Docker puts it.
            return new() { StatusCode = 125, Error = new(error.Message) };
        }
    }
}
