using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Images;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Containers;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>POST /commit</c>.</summary>
internal static class ContainerCommit
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var container = await ContainerLookup.FindAsync(call, call.Query("container") ?? throw ApiException.Bad("The parameter container is missing; name the container."));
        var body = await call.OptionalBodyAsync(DockerJson.Answers.ContainerConfig);
        var image = await ImageLookup.FindAsync(call, container.Summary.ImageId);
        var configuration = ImageChange.Apply(Configuration(container, image.Configuration, body), call.Http.Request.Query["changes"].OfType<string>());
        var made = await call.Service<ContainerOperations>().CommitAsync(container.Summary, new CommitSpec
        {
            RepositoryTag = call.Query("repo") is null ? null : ImageLookup.NewName(call),
            Configuration = configuration,
            Comment = call.Query("comment"),
            CreatedBy = string.Join(' ', container.Process.Arguments),
            Author = call.Query("author"),
            Pause = call.Flag("pause", absent: true),
        }, call.Ended);
        await call.JsonAsync(new CommitResponse(made.Summary.Id), DockerJson.Answers.CommitResponse, StatusCodes.Status201Created);
    }

    /// <summary>What the container was started with, and what the body says of it.</summary>
    private static ImageConfiguration Configuration(ContainerDetails container, ImageConfiguration image, ContainerConfig? body)
    {
        var spec = container.Spec;
        // As at a create: another entrypoint drops the image's command.
        var command = spec.Command ?? (spec.Entrypoint is null ? image.Command : null);
        return new()
        {
            User = body?.User ?? container.Process.User,
            ExposedPorts = body?.ExposedPorts is { } ports ? [.. ports.Keys] : [.. container.Summary.Ports.Select(ContainerPorts.Key).Distinct()],
            Environment = body?.Env ?? container.Process.Environment,
            Entrypoint = body?.Entrypoint ?? spec.Entrypoint ?? image.Entrypoint,
            Command = body?.Cmd ?? command,
            Volumes = body?.Volumes is { } volumes ? [.. volumes.Keys] : [.. container.Mounts.Where(mount => mount is { Kind: MountKind.Volume, Anonymous: true }).Select(mount => mount.Target)],
            WorkingDirectory = body?.WorkingDir ?? spec.WorkingDirectory ?? image.WorkingDirectory,
            Labels = body?.Labels ?? container.Summary.Labels,
            StopSignal = body?.StopSignal ?? spec.StopSignal ?? image.StopSignal,
            HealthCheck = HealthModels.Read(body?.Healthcheck) ?? container.HealthCheck,
        };
    }
}
