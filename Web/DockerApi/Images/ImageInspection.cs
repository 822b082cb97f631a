using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>GET /images/{name}/json</c>.</summary>
internal static class ImageInspection
{
    private static readonly ApiVersion WithoutVirtualSize = new(1, 44);

    public static async Task AnswerAsync(ApiCall call)
    {
        var image = await ImageLookup.FindAsync(call, call.Value("name"));
        await call.JsonAsync(new ImageInspect
        {
            Id = image.Summary.Id,
            RepoTags = [.. image.Summary.RepositoryTags],
            RepoDigests = [.. image.Summary.RepositoryDigests],
            Parent = image.Summary.ParentId ?? "",
            Comment = image.History is [.., var last] ? last.Comment : "",
            Author = image.Author ?? "",
            Created = GoTime.Text(image.Summary.CreatedAt),
            Config = Config(image.Configuration),
            Architecture = image.Architecture,
            Variant = image.Variant,
            Os = image.OperatingSystem,
            Size = image.Summary.SizeBytes,
            VirtualSize = call.Version < WithoutVirtualSize ? image.Summary.SizeBytes : null,
            GraphDriver = new("overlay2", null),
            RootFileSystem = new("layers", [.. image.DiffIds]),
            Metadata = new(GoTime.Never),
        }, DockerJson.Answers.ImageInspect);
    }

    private static ContainerConfig Config(ImageConfiguration image) => new()
    {
        Hostname = "",
        Domainname = "",
        User = image.User ?? "",
        AttachStdin = false,
        AttachStdout = false,
        AttachStderr = false,
        ExposedPorts = image.ExposedPorts.Count == 0 ? null : image.ExposedPorts.ToDictionary(port => port, _ => (Empty?)new Empty()),
        Tty = false,
        OpenStdin = false,
        StdinOnce = false,
        Env = [.. image.Environment],
        Cmd = image.Command is null ? null : [.. image.Command],
        Image = "",
        Volumes = image.Volumes.Count == 0 ? null : image.Volumes.ToDictionary(path => path, _ => (Empty?)new Empty()),
        WorkingDir = image.WorkingDirectory ?? "",
        Entrypoint = image.Entrypoint is null ? null : [.. image.Entrypoint],
        OnBuild = image.OnBuild.Count == 0 ? null : [.. image.OnBuild],
        Shell = image.Shell is { Count: > 0 } shell ? [.. shell] : null,
        Labels = image.Labels.Count == 0 ? null : new(image.Labels),
        StopSignal = image.StopSignal,
        Healthcheck = HealthModels.Config(image.HealthCheck),
    };
}
