using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>/containers/{id}/archive</c>, which <c>docker cp</c> uses.</summary>
internal static class ContainerArchive
{
    public static async Task StatAsync(ApiCall call)
    {
        var (container, path) = (await ContainerLookup.FindAsync(call), Path(call));
        await TellAsync(call, container, path);
    }

    public static async Task GetAsync(ApiCall call)
    {
        var (container, path) = (await ContainerLookup.FindAsync(call), Path(call));
        await TellAsync(call, container, path);
        call.Http.Response.ContentType = "application/x-tar";
        await call.Engine.Containers.CopyOutAsync(container.Summary.Id, path, call.Http.Response.Body, call.Ended);
    }

    public static async Task PutAsync(ApiCall call)
    {
        var (container, path) = (await ContainerLookup.FindAsync(call), Path(call));
        // As in Docker, the archive's owners stay unless the container has a user of its own.
        var asContainerUser = call.Flag("copyUIDGID") && container.Process.User.Length > 0;
        try
        {
            await call.Engine.Containers.CopyInAsync(container.Summary.Id, path, call.FileBody, call.Flag("noOverwriteDirNonDir"), asContainerUser, call.Ended);
        }
        catch (ObjectNotFoundException error)
        {
            throw NotFound(container, path, error);
        }
    }

    private static async Task TellAsync(ApiCall call, ContainerDetails container, string path)
    {
        try
        {
            var stat = await call.Engine.Containers.StatFileAsync(container.Summary.Id, path, call.Ended);
            var model = new PathStat(stat.Name, stat.SizeBytes, GoFileMode.Of(stat.Mode), GoTime.Text(stat.ModifiedAt), stat.ResolvedTarget);
            call.Http.Response.Headers["X-Docker-Container-Path-Stat"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(model, DockerJson.Answers.PathStat));
        }
        catch (ObjectNotFoundException error)
        {
            throw NotFound(container, path, error);
        }
    }

    private static string Path(ApiCall call)
    {
        var path = call.Query("path") ?? throw ApiException.Bad("The parameter path is missing; give a path in the container.");
        return path.StartsWith('/') ? path : "/" + path;
    }

    private static ApiException NotFound(ContainerDetails container, string path, Exception cause) =>
        new(StatusCodes.Status404NotFound, $"Could not find the file {path} in container {container.Summary.Name}", cause);
}
