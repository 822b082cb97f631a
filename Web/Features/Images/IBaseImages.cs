namespace Panel.Web.Features.Images;

/// <summary>Makes base images on this machine, without a registry.</summary>
public interface IBaseImages
{
    /// <summary>Makes an image and imports it.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="progress">Told what is being done, a line each.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    Task MakeAsync(BaseImageKind kind, IProgress<string> progress, CancellationToken cancellationToken);
}

/// <summary>A base image that this machine can make.</summary>
/// <param name="Name">Name of its recipe.</param>
/// <param name="RepositoryTag">Name that the image gets.</param>
/// <param name="About">What it is and how long it takes.</param>
public sealed record BaseImageKind(string Name, string RepositoryTag, string About)
{
    /// <summary>Busybox.</summary>
    public static BaseImageKind Busybox { get; } = new("busybox", "busybox:latest", "A shell and the usual small tools, 2 MB, made in seconds");

    /// <summary>Debian.</summary>
    public static BaseImageKind Debian { get; } = new("debian", "debian:bookworm-slim", "A small Debian with apt, about 75 MB; downloads its packages from Debian");
}
