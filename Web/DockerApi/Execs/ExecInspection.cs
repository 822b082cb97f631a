using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Execs;

/// <summary><c>GET /exec/{id}/json</c> and <c>POST /exec/{id}/resize</c>.</summary>
internal static class ExecInspection
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var exec = await FindAsync(call);
        var spec = exec.Spec;
        await call.JsonAsync(new ExecInspect(
            exec.Id, exec.Running, exec.ExitCode,
            new ExecProcess(spec.Tty, spec.Arguments[0], [.. spec.Arguments.Skip(1)], spec.Privileged, string.IsNullOrEmpty(spec.User) ? null : spec.User),
            spec.Attach.Stdin, spec.Attach.Stderr, spec.Attach.Stdout, CanRemove: false, exec.ContainerId, DetachKeys.Text(spec.Attach.DetachKeys), exec.Pid), DockerJson.Answers.ExecInspect);
    }

    public static async Task ResizeAsync(ApiCall call)
    {
        var exec = await FindAsync(call);
        await call.Engine.Containers.ResizeExecAsync(exec.Id, call.Number("h") ?? 0, call.Number("w") ?? 0, call.Ended);
        await call.EmptyAsync(StatusCodes.Status200OK);
    }

    /// <summary>Finds the exec that the path names.</summary>
    /// <exception cref="ApiException">There is no such exec; scripts match on these words.</exception>
    public static async Task<ExecDetails> FindAsync(ApiCall call)
    {
        try
        {
            return await call.Engine.Containers.InspectExecAsync(call.Value("id"), call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            throw new ApiException(StatusCodes.Status404NotFound, $"No such exec instance: {call.Value("id")}", error);
        }
    }
}
