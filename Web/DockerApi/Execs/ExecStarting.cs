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
        // Looked at before the connection is taken over: then a refusal can still be an answer of its own.
        if (exec.Running || exec.ExitCode is not null) throw new ApiException(StatusCodes.Status409Conflict, $"The exec {exec.Id} has been started already; create another one.");
        var container = (await call.Engine.Containers.InspectAsync(exec.ContainerId, call.Ended)).Summary;
        if (container.State.Status != ContainerStatus.Running) throw new ApiException(StatusCodes.Status409Conflict, $"The container {container.Name} is not running.");
        var options = Options(request, exec.Spec.Tty);
        var operations = call.Service<ContainerOperations>();
        if (options.Detach)
        {
            await operations.ExecAsync(container, exec, options, null, call.Ended);
            await call.EmptyAsync(StatusCodes.Status200OK);
            return;
        }

        var hijack = call.Http.Features.Get<IHijack>();
        if (hijack is null)
        {
            await StreamFormat.BeginAsync(call, exec.Spec.Tty);
            await CarryAsync(call, operations, container, exec, options, call.Http.Response.Body, withInput: false);
            return;
        }

        await using var client = await hijack.AcceptAsync(StreamFormat.ContentType(call.Version, exec.Spec.Tty), call.Ended);
        await CarryAsync(call, operations, container, exec, options, client, exec.Spec.Attach.Stdin);
    }

    private static async Task CarryAsync(
        ApiCall call, ContainerOperations operations, ContainerSummary container, ExecDetails exec, ExecStartOptions options, Stream client, bool withInput)
    {
        try
        {
            await operations.ExecAsync(
                container, exec, options, (attachment, token) => AttachedStream.RunAsync(client, attachment, withInput, !exec.Spec.Tty, token), call.Ended);
        }
        catch (EngineException refusal)
        {
            // The answer has begun, so it is told where the command's output would be; the exit code is in the inspection.
            var text = Encoding.UTF8.GetBytes(refusal.Message + "\r\n");
            if (!exec.Spec.Tty)
            {
                var head = new byte[Frame.HeadLength];
                Frame.WriteHead(head, LogStream.Stdout, text.Length);
                await client.WriteAsync(head, call.Ended);
            }

            await client.WriteAsync(text, call.Ended);
            await client.FlushAsync(call.Ended);
        }
    }

    private static ExecStartOptions Options(ExecStartRequest request, bool tty) => request.ConsoleSize switch
    {
        null or [0, 0] => new ExecStartOptions { Detach = request.Detach ?? false },
        [var rows, var columns] => tty
            ? new ExecStartOptions { Detach = request.Detach ?? false, Rows = rows, Columns = columns }
            : throw ApiException.Bad("A ConsoleSize goes with a terminal only."),
        _ => throw ApiException.Bad("The ConsoleSize must be two numbers, rows and columns."),
    };
}
