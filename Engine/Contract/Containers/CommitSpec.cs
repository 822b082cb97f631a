namespace Panel.Engine.Contract;

/// <summary>What an image that is made of a container is like.</summary>
public sealed record CommitSpec
{
    /// <summary>Name to give it, such as <c>box:1</c>; null makes one without a name.</summary>
    public string? RepositoryTag { get; init; }

    /// <summary>What its containers start with.</summary>
    public required ImageConfiguration Configuration { get; init; }

    /// <summary>Text for its history.</summary>
    public string? Comment { get; init; }

    /// <summary>The command behind it, told by the history.</summary>
    public string CreatedBy { get; set; } = "panel commit";

    /// <summary>Who made it.</summary>
    public string? Author { get; init; }

    /// <summary>Hold a running container still meanwhile, so that no file is half written.</summary>
    public bool Pause { get; init; } = true;
}
