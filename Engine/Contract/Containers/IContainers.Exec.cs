namespace Panel.Engine.Contract;

/// <summary>Additional commands in a running container.</summary>
public partial interface IContainers
{
    /// <summary>Prepares a command; <see cref="StartExecAsync"/> runs it once.</summary>
    /// <returns>Its id, 64 hexadecimal characters. The engine forgets it five minutes after its end, together with its container or the
    /// engine, and, if it was never started, when the container's run ends.</returns>
    /// <exception cref="ConflictException">The container is not running, or is paused.</exception>
    /// <exception cref="InvalidInputException">The command is wrong; <see cref="InvalidInputException.Field"/> says where.</exception>
    Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Runs the command.</summary>
    /// <param name="execId">Its full id.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Cancels before the command starts; a running command continues.</param>
    /// <returns>Its input and output; null without an attachment. The output ends once the exit code is known.</returns>
    /// <exception cref="ConflictException">It is running or has run, or the container is no longer running.</exception>
    /// <exception cref="InvalidInputException">There is no such program, user or directory in the container.</exception>
    Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default);

    /// <summary>Everything about a command.</summary>
    /// <exception cref="ObjectNotFoundException">There is none with that id.</exception>
    Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default);

    /// <summary>Sets the size of its terminal.</summary>
    /// <exception cref="ConflictException">It is not running, or has no terminal.</exception>
    Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to its process; null means SIGKILL. Does nothing when the process has ended.</summary>
    Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default);
}

/// <summary>A command to run in a container.</summary>
public sealed record ExecSpec
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables as <c>NAME=value</c>, in addition to the container's; they take precedence.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Absolute path; null means the container's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user[:group]</c>, names or numbers; null means the container's.</summary>
    public string? User { get; init; }

    /// <summary>All capabilities.</summary>
    public bool Privileged { get; init; }

    public bool Tty { get; init; }

    /// <summary>The terminal's initial size, unless the start sets another; 1 to 65535.</summary>
    public int? Rows { get; init; }

    /// <summary>See <see cref="Rows"/>.</summary>
    public int? Columns { get; init; }

    /// <summary>The streams to which a start attaches.</summary>
    public AttachOptions Attach { get; init; } = new();
}

/// <summary>How to run a prepared command.</summary>
public sealed record ExecStartOptions
{
    /// <summary>Whether to run without an attachment.</summary>
    public bool Detach { get; init; }

    /// <summary>The terminal's initial size, 1 to 65535; null leaves it to the kernel.</summary>
    public int? Rows { get; init; }

    /// <summary>See <see cref="Rows"/>.</summary>
    public int? Columns { get; init; }
}

/// <summary>A command in a container.</summary>
public sealed record ExecDetails
{
    public required string Id { get; init; }

    public required string ContainerId { get; init; }

    public required ExecSpec Spec { get; init; }

    public required bool Running { get; init; }

    /// <summary>0 to 255, 128 + n after signal n; 127 when there is no such program, 126 when it could not run for another reason. Null
    /// before its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Process id on the host; 0 before its start.</summary>
    public int Pid { get; init; }
}
