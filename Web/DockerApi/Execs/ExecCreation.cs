using Panel.Engine.Contract;
using Panel.Web.DockerApi.Containers;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Execs;

/// <summary><c>POST /containers/{id}/exec</c>. It only prepares the command; the audit history records its start.</summary>
internal static class ExecCreation
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var request = await call.BodyAsync(DockerJson.Answers.ExecCreateRequest);
        var keys = DetachKeys.Parse(request.DetachKeys) ?? throw ApiException.Bad($"Invalid escape keys ({request.DetachKeys}) provided");
        if (request.Cmd is not { Count: > 0 }) throw ApiException.Bad("No exec command specified");
        var (rows, columns) = ConsoleSize.Read(request.ConsoleSize, request.Tty ?? false);
        var container = await ContainerLookup.FindAsync(call);
        var id = await call.Engine.Containers.CreateExecAsync(container.Summary.Id, new ExecSpec
        {
            Arguments = request.Cmd,
            // Docker ignores an empty variable.
            Environment = [.. (request.Env ?? []).Where(variable => !string.IsNullOrEmpty(variable))],
            WorkingDirectory = request.WorkingDir,
            User = request.User,
            Privileged = request.Privileged ?? false,
            Tty = request.Tty ?? false,
            Rows = rows,
            Columns = columns,
            Attach = new AttachOptions
            {
                Stdin = request.AttachStdin ?? false,
                Stdout = request.AttachStdout ?? false,
                Stderr = request.AttachStderr ?? false,
                DetachKeys = keys,
            },
        }, call.Ended);
        await call.JsonAsync(new ExecCreateResponse(id), DockerJson.Answers.ExecCreateResponse, StatusCodes.Status201Created);
    }
}
