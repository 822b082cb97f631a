namespace Panel.Engine.Protocol;

public enum ShimRequestKind
{
    Subscribe,
    Kill,
    Resize,

    /// <summary>The connection becomes a stream: what the client sends is the container's input, what it gets are frames of its output.</summary>
    Attach,
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

    /// <summary>Attach: 1 for standard output, 2 for standard error, 3 for both, 0 for neither.</summary>
    public int? Streams { get; init; }

    /// <summary>Attach: when the client ends its input, the container's standard input is closed.</summary>
    public bool? CloseInput { get; init; }

    /// <summary>
    /// Attach: the first frame, of stream 0, is to tell where the log ends for this client: <c>inode size</c> of the live file in decimal digits. What follows
    /// begins there, with what the shim holds back until its line ends. Older shims pass this over.
    /// </summary>
    public bool? Position { get; init; }
}
