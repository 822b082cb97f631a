namespace Panel.Engine.Contract;

public partial interface IContainers
{
    /// <summary>Attaches to the input and output of a container. A container that is not running yet is attached at its next start, before
    /// it writes anything.</summary>
    /// <exception cref="ConflictException">It is paused or restarting.</exception>
    Task<IAttachment> AttachAsync(string idOrName, AttachOptions options, CancellationToken cancellationToken = default);

    /// <summary>Sets the size of the container's terminal.</summary>
    /// <exception cref="ConflictException">It is not running, or has no terminal.</exception>
    Task ResizeAsync(string idOrName, int rows, int columns, CancellationToken cancellationToken = default);
}

/// <summary>The streams to attach to.</summary>
public sealed record AttachOptions
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>Whether to send earlier output first, as far as the log has it; every byte is sent once, even of an unfinished line.</summary>
    public bool Logs { get; init; }

    /// <summary>Input bytes that end the attachment but not the program; null for none. Only a terminal has them.</summary>
    public IReadOnlyList<byte>? DetachKeys { get; init; }
}

/// <summary>The input and output of a running program. A slow reader slows the program: after 1 MiB of unread output, its output is no
/// longer read; after two seconds without any reading, the attachment ends.</summary>
public interface IAttachment : IAsyncDisposable
{
    /// <summary>Reads the next output of one stream; null at the end. A terminal has only standard output.</summary>
    ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends input; returns when the input was accepted, not when the program has read it.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default);

    /// <summary>Ends the input.</summary>
    ValueTask CloseInputAsync();
}

/// <summary>A piece of output.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Bytes">Valid until the next read.</param>
public readonly record struct AttachedOutput(LogStream Stream, ReadOnlyMemory<byte> Bytes);
