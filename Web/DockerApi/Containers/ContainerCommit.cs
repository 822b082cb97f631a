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
        var made = await call.Engine.Containers.CommitAsync(container.Summary.Id, new CommitSpec
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

    /// <summary>The body's configuration, completed from the container's; lists and labels of both are merged, as in Docker.</summary>
    private static ImageConfiguration Configuration(ContainerDetails container, ImageConfiguration image, ContainerConfig? body)
    {
        var spec = container.Spec;
        var (entrypoint, command) = Words(spec, image, body);
        return new()
        {
            User = Text(body?.User) ?? container.Process.User,
            ExposedPorts = [.. (body?.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Union(container.Summary.Ports.Select(ContainerPorts.Key))],
            Environment = Environment(container.Process.Environment, body?.Env ?? []),
            Entrypoint = entrypoint,
            Command = command,
            Volumes = [.. (body?.Volumes?.Keys ?? Enumerable.Empty<string>()).Union(ContainerInspection.DeclaredVolumes(container))],
            WorkingDirectory = Text(body?.WorkingDir) ?? spec.WorkingDirectory ?? image.WorkingDirectory,
            Labels = Merged(container.Summary.Labels, body?.Labels ?? []),
            StopSignal = Text(body?.StopSignal) ?? spec.StopSignal ?? image.StopSignal,
            Shell = body?.Shell ?? spec.Asked?.Shell ?? image.Shell,
            OnBuild = body?.OnBuild ?? spec.Asked?.OnBuild ?? [],
            HealthCheck = HealthModels.Read(body?.Healthcheck) ?? container.HealthCheck,
        };
    }

    private static (IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? Command) Words(ContainerSpec spec, ImageConfiguration image, ContainerConfig? body)
    {
        // An entrypoint that differs from the image's drops the image's command, both at create and here.
        if (body?.Entrypoint is { Count: > 0 } other) return (other, body.Cmd);
        var command = spec.Command ?? (spec.Entrypoint is null ? image.Command : null);
        return (body?.Entrypoint ?? spec.Entrypoint ?? image.Entrypoint, body?.Cmd is { Count: > 0 } own ? own : command);
    }

    private static List<string> Environment(IReadOnlyList<string> container, IReadOnlyList<string> body)
    {
        var names = body.Select(Name).ToHashSet(StringComparer.Ordinal);
        return [.. body, .. container.Where(variable => !names.Contains(Name(variable)))];

        static string Name(string variable) => variable.Split('=', 2)[0];
    }

    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> container, Dictionary<string, string> body)
    {
        Dictionary<string, string> labels = new(container);
        foreach (var (key, value) in body) labels[key] = value;
        return labels;
    }

    private static string? Text(string? given) => string.IsNullOrEmpty(given) ? null : given;
}
