using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/top</c>.</summary>
internal static class ContainerTop
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call);
        // Refuses a container that does not run, which is told before a wrong argument is, as in Docker.
        if (!container.Summary.State.IsRunning) await call.Engine.Containers.ListProcessesAsync(container.Summary.Id, announce: false, call.Ended);
        var columns = ProcessColumns.Parse(call.Query("ps_args") ?? "-ef");
        var processes = await call.Engine.Containers.ListProcessesAsync(container.Summary.Id, announce: true, call.Ended);
        var seen = new ProcessView(call.Service<TimeProvider>().GetUtcNow(), (await call.Engine.System.GetInfoAsync(call.Ended)).MemoryBytes);
        await call.JsonAsync(
            new TopModel([.. columns.Select(column => column.Title)], [.. processes.Select(process => columns.Select(column => column.Value(process, seen)).ToList())]),
            DockerJson.Answers.TopModel);
    }
}

/// <summary>Data for a column besides the process itself.</summary>
/// <param name="Now">The time.</param>
/// <param name="MemoryBytes">The host's memory, in bytes.</param>
internal sealed record ProcessView(DateTimeOffset Now, long MemoryBytes);

/// <summary>A column of the process list.</summary>
/// <param name="Title">The heading, as in ps(1).</param>
/// <param name="Value">Returns the column's text for a process.</param>
internal sealed record ProcessColumn(string Title, Func<ContainerProcess, ProcessView, string> Value);
