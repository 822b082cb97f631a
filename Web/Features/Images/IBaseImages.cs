namespace Panel.Web.Features.Images;

/// <summary>Builds base images on this machine, without a registry.</summary>
public interface IBaseImages
{
    /// <summary>Builds an image and imports it.</summary>
    /// <param name="kind">The image to build.</param>
    /// <param name="progress">Receives a line for each step.</param>
    /// <param name="cancellationToken">Cancels the build; nothing is left behind.</param>
    Task MakeAsync(BaseImageKind kind, IProgress<string> progress, CancellationToken cancellationToken);
}

/// <summary>A base image that this machine can build.</summary>
/// <param name="Name">Name of its recipe.</param>
/// <param name="RepositoryTag">The name of the image.</param>
/// <param name="About">What it is and how long the build takes.</param>
public sealed record BaseImageKind(string Name, string RepositoryTag, string About)
{
    /// <summary>Busybox.</summary>
    public static BaseImageKind Busybox { get; } = new("busybox", "busybox:latest", "A shell and the usual small tools, 2 MB, made in seconds");

    /// <summary>Debian.</summary>
    public static BaseImageKind Debian { get; } = new("debian", "debian:bookworm-slim", "A small Debian with apt, about 75 MB; downloads its packages from Debian");
}
