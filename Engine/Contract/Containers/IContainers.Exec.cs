namespace Panel.Engine.Contract;

/// <summary>Further commands in a running container.</summary>
public partial interface IContainers
{
    /// <summary>Prepares a command; <see cref="StartExecAsync"/> runs it, once.</summary>
    /// <returns>Its id, 64 hexadecimal characters. It is forgotten five minutes after its end, with its container or the engine, and when the run ends that it was made for before it has begun.</returns>
    /// <exception cref="ConflictException">The container does not run, or is paused.</exception>
    /// <exception cref="InvalidInputException">The command is wrong; <see cref="InvalidInputException.Field"/> names where.</exception>
    Task<string> CreateExecAsync(string idOrName, ExecSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Runs it.</summary>
    /// <param name="execId">Its full id.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels before it runs; what runs goes on.</param>
    /// <returns>Its input and output; null when nothing was to be attached. The output ends once the exit code is known.</returns>
    /// <exception cref="ConflictException">It runs or has run already, or the container does not run any more.</exception>
    /// <exception cref="InvalidInputException">There is no such program, user or directory in the container.</exception>
    Task<IAttachment?> StartExecAsync(string execId, ExecStartOptions options, CancellationToken cancellationToken = default);

    /// <summary>Everything about a command.</summary>
    /// <exception cref="ObjectNotFoundException">There is none of that id.</exception>
    Task<ExecDetails> InspectExecAsync(string execId, CancellationToken cancellationToken = default);

    /// <summary>Tells its terminal the size.</summary>
    /// <exception cref="ConflictException">It does not run, or has no terminal.</exception>
    Task ResizeExecAsync(string execId, int rows, int columns, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to its process; null is SIGKILL. Nothing happens when it has ended.</summary>
    Task KillExecAsync(string execId, string? signal = null, CancellationToken cancellationToken = default);
}

/// <summary>A command to run in a container.</summary>
public sealed record ExecSpec
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables as <c>NAME=value</c>, besides those of the container and before them.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Absolute path; null is the container's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary><c>user[:group]</c>, names or numbers; null is the container's.</summary>
    public string? User { get; init; }

    /// <summary>All capabilities.</summary>
    public bool Privileged { get; init; }

    public bool Tty { get; init; }

    /// <summary>Size of the terminal at its beginning, unless the start names another; 1 to 65535.</summary>
    public int? Rows { get; init; }

    /// <summary>As <see cref="Rows"/>.</summary>
    public int? Columns { get; init; }

    /// <summary>What a start attaches to.</summary>
    public AttachOptions Attach { get; init; } = new();
}

/// <summary>How to run a prepared command.</summary>
public sealed record ExecStartOptions
{
    /// <summary>Attaches nothing.</summary>
    public bool Detach { get; init; }

    /// <summary>Size of the terminal at its beginning, 1 to 65535; null leaves it to the kernel.</summary>
    public int? Rows { get; init; }

    /// <summary>As <see cref="Rows"/>.</summary>
    public int? Columns { get; init; }
}

/// <summary>A command in a container.</summary>
public sealed record ExecDetails
{
    public required string Id { get; init; }

    public required string ContainerId { get; init; }

    public required ExecSpec Spec { get; init; }

    public required bool Running { get; init; }

    /// <summary>0 to 255, 128 + n after signal n; 127 when there was no such program, 126 when it could not run for another reason. Null before its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Its process as the host numbers it; 0 before its start.</summary>
    public int Pid { get; init; }
}
