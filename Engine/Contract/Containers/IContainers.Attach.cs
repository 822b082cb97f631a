namespace Panel.Engine.Contract;

public partial interface IContainers
{
    /// <summary>Joins the input and output of a container. One that does not run yet is joined at its next start, before it writes anything.</summary>
    /// <exception cref="ConflictException">It is paused or restarting.</exception>
    Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default);

    /// <summary>Tells the container's terminal its size.</summary>
    /// <exception cref="ConflictException">It does not run, or has no terminal.</exception>
    Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default);
}

/// <summary>What of a container to join.</summary>
public sealed record AttachOptions
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>First what it has written before, as far as the log keeps it; every byte comes once, also of a line that has not ended.</summary>
    public bool Logs { get; init; }

    /// <summary>Bytes of the input that end the attachment and leave what runs alone; null for none. Only a terminal has them.</summary>
    public IReadOnlyList<byte>? DetachKeys { get; init; }
}

/// <summary>
/// The input and output of something that runs. Who does not read holds it up: after 1 MiB of unread output it is not read either, and after
/// two seconds without reading anything the attachment ends.
/// </summary>
public interface IAttachment : IAsyncDisposable
{
    /// <summary>The next output, of one stream; null at the end. A terminal has standard output only.</summary>
    ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends input; returns when it was taken over, not when it was read.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default);

    /// <summary>Ends the input.</summary>
    ValueTask CloseInputAsync();
}

/// <summary>A piece of output.</summary>
/// <param name="Stream">Where it was written.</param>
/// <param name="Bytes">Valid until the next read.</param>
public readonly record struct AttachedOutput(LogStream Stream, ReadOnlyMemory<byte> Bytes);
