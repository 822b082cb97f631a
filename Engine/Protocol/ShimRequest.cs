namespace Panel.Engine.Protocol;

public enum ShimRequestKind
{
    Subscribe,
    Kill,
    Resize,
}

/// <summary>A line to the shim's socket. See the drawing at <see cref="ShimMessage"/>.</summary>
public sealed record ShimRequest
{
    public required ShimRequestKind Kind { get; init; }

    /// <summary>Kill: the signal's number, 1..64.</summary>
    public int? Signal { get; init; }

    /// <summary>Resize.</summary>
    public int? Rows { get; init; }

    /// <summary>Resize.</summary>
    public int? Columns { get; init; }
}
