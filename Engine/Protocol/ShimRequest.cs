namespace Panel.Engine.Protocol;

public enum ShimRequestKind
{
    Subscribe,
    Kill,
    Resize,

    /// <summary>The connection becomes a stream: the client sends the container's input and receives frames of its output.</summary>
    Attach,
}

/// <summary>A line to the shim's socket. See the diagram at <see cref="ShimMessage"/>.</summary>
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

    /// <summary>Attach: closes the container's standard input when the client ends its input.</summary>
    public bool? CloseInput { get; init; }

    /// <summary>
    /// Attach: asks for a first frame, of stream 0, with the position at which the log ends for this client: <c>inode size</c> of the live
    /// file in decimal digits. The output after it begins there, with what the shim holds back until its line ends. Older shims ignore
    /// this.
    /// </summary>
    public bool? Position { get; init; }
}
