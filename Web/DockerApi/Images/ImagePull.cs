using Panel.Engine.Contract;
using Panel.Web.DockerApi.Distribution;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.Features.Images;

namespace Panel.Web.DockerApi.Images;

/// <summary><c>POST /images/create</c> with <c>fromImage</c>: pulls an image. Without a tag or digest it pulls all tags, as Docker does.</summary>
internal static class ImagePull
{
    public static async Task AnswerAsync(ApiCall call, string image)
    {
        var access = RegistryAuth.Access(call);
        var reference = call.Query("tag") is { } tag ? image + (tag.Contains(':', StringComparison.Ordinal) ? "@" : ":") + tag : image;
        IReadOnlyList<string> references = HasVersion(reference) ? [reference]
            : [.. (await call.Engine.Registries.TagsAsync(reference, access, call.Ended)).Select(one => $"{reference}:{one}")];
        await TransferAnswer.RunAsync(call, async (progress, token) =>
        {
            List<Progress> lines = [];
            foreach (var one in references)
            {
                var spec = new PullSpec(one) { Platform = call.Query("platform"), Access = access };
                var pulled = await call.Engine.Images.PullAsync(spec, progress, token);
                lines.Add(Progress.Of($"Digest: {pulled.Digest}"));
                lines.Add(Progress.Of($"Status: {(pulled.Changed ? "Downloaded newer image for" : "Image is up to date for")} {one}"));
            }

            return lines;
        }, Line);
    }

    private static bool HasVersion(string reference) =>
        reference.Contains('@', StringComparison.Ordinal) || reference.LastIndexOf(':') > reference.LastIndexOf('/');

    private static Progress? Line(TransferProgress step)
    {
        var id = step.Layer is { } digest ? Digests.Short(digest) : null;
        return step.Stage switch
        {
            TransferStage.Found => Found(step.Note!),
            TransferStage.Waiting => Progress.Of("Pulling fs layer", id, new(0, 0)),
            TransferStage.Present => Progress.Of("Already exists", id, new(0, 0)),
            TransferStage.Downloading => Progress.Of("Downloading", id, new(step.CurrentBytes, step.TotalBytes)),
            TransferStage.Retrying => Progress.Of($"Retrying: {step.Note}", id, new(0, 0)),
            TransferStage.Verifying => Progress.Of("Verifying Checksum", id, new(0, 0)),
            TransferStage.Extracting => Progress.Of("Extracting", id, new(step.CurrentBytes, step.TotalBytes)),
            TransferStage.Complete => Progress.Of("Pull complete", id, new(0, 0)),
            _ => null,
        };
    }

    private static Progress Found(string reference)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) at = reference.LastIndexOf(':');
        return Progress.Of($"Pulling from {reference[..at]}", reference[(at + 1)..]);
    }
}
