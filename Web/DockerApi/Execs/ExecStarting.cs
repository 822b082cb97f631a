using System.Text;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Execs;

/// <summary><c>POST /exec/{id}/start</c>.</summary>
internal static class ExecStarting
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var request = await call.OptionalBodyAsync(DockerJson.Answers.ExecStartRequest) ?? new ExecStartRequest();
        var exec = await ExecInspection.FindAsync(call);
        // Checked before the connection is taken over, while a refusal can still be an ordinary answer.
        if (exec.Running || exec.ExitCode is not null) throw new ApiException(StatusCodes.Status409Conflict, $"Exec command {exec.Id} has already run; create another one.");
        var container = (await call.Engine.Containers.InspectAsync(exec.ContainerId, call.Ended)).Summary;
        RefuseIdle(container);
        // The client chooses the framing, whatever the command writes to.
        var raw = request.Tty ?? false;
        var (rows, columns) = ConsoleSize.Read(request.ConsoleSize, raw);
        var options = new ExecStartOptions { Detach = request.Detach ?? false, Rows = rows, Columns = columns };
        if (options.Detach)
        {
            await call.Engine.Containers.StartExecAsync(exec.Id, options, call.Ended);
            await call.EmptyAsync(StatusCodes.Status200OK);
            return;
        }

        await using var client = await call.Hijack.AcceptAsync(StreamFormat.ContentType(call.Version, raw), call.Ended);
        await CarryAsync(call, exec, options, client, raw);
    }

    private static async Task CarryAsync(ApiCall call, ExecDetails exec, ExecStartOptions options, Stream client, bool raw)
    {
        try
        {
            await using var attachment = await call.Engine.Containers.StartExecAsync(exec.Id, options, call.Ended);
            if (attachment is not null) await AttachedStream.RunAsync(client, attachment, exec.Spec.Attach.Stdin, !raw, call.Ended);
        }
        catch (EngineException refusal)
        {
            // The answer has begun, so the error goes where the command's output would be; inspect has the exit code.
            var text = Encoding.UTF8.GetBytes(refusal.Message + "\r\n");
            if (!raw)
            {
                var head = new byte[Frame.HeadLength];
                Frame.WriteHead(head, LogStream.Stdout, text.Length);
                await client.WriteAsync(head, call.Ended);
            }

            await client.WriteAsync(text, call.Ended);
            await client.FlushAsync(call.Ended);
        }
    }

    private static void RefuseIdle(ContainerSummary container)
    {
        var refusal = container.State.Status switch
        {
            ContainerStatus.Running => null,
            ContainerStatus.Paused => $"Container {container.Name} is paused, unpause the container before exec",
            ContainerStatus.Restarting => $"Container {container.Name} is restarting, wait until the container is running",
            _ => $"The container {container.Name} must run for this: container {container.Id} is not running",
        };
        if (refusal is not null) throw new ApiException(StatusCodes.Status409Conflict, refusal);
    }
}
