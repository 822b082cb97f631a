namespace Panel.Engine.Contract;

/// <summary>The settings of an image made from a container.</summary>
public sealed record CommitSpec
{
    /// <summary>The image's name, such as <c>box:1</c>; null leaves it unnamed.</summary>
    public string? RepositoryTag { get; init; }

    /// <summary>The configuration of its containers.</summary>
    public required ImageConfiguration Configuration { get; init; }

    /// <summary>Text for its history.</summary>
    public string? Comment { get; init; }

    /// <summary>The command in its history.</summary>
    public string CreatedBy { get; set; } = "panel commit";

    /// <summary>The author.</summary>
    public string? Author { get; init; }

    /// <summary>Whether to pause a running container meanwhile, so that no file is half-written.</summary>
    public bool Pause { get; init; } = true;
}
