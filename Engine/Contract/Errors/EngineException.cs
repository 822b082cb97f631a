namespace Panel.Engine.Contract;

/// <summary>A refusal or failure of the engine, in one sentence that says what is wrong and what would be right.</summary>
public abstract class EngineException : Exception
{
    /// <summary>Creates the error with the sentence for people.</summary>
    protected EngineException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>The named object does not exist (HTTP 404).</summary>
public sealed class ObjectNotFoundException(string message, Exception? inner = null) : EngineException(message, inner);

/// <summary>The object's state or another object's name does not allow the operation (HTTP 409).</summary>
public sealed class ConflictException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <summary>The property of the request that another object already uses, as a path such as <c>Ports[1].HostPort</c>; null for none.</summary>
    public string? Field { get; init; }
}

/// <summary>Another object uses the object, so it cannot be removed or taken (HTTP 409).</summary>
public sealed class ObjectInUseException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <summary>Whether the operation would succeed with force.</summary>
    public bool IsForcible { get; init; }
}

/// <summary>The host or its policy does not permit the operation (HTTP 403).</summary>
public sealed class NotPermittedException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <summary>The property of the request that is not permitted, as a path such as <c>Mounts[1].Source</c>; null when it is the operation itself.</summary>
    public string? Field { get; init; }
}

/// <summary>The input is wrong (HTTP 400).</summary>
public sealed class InvalidInputException : EngineException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The sentence for people.</param>
    /// <param name="field">The wrong property of the request, as a path such as <c>Ports[1].HostPort</c>; null when no single one is wrong.</param>
    /// <param name="inner">The cause.</param>
    public InvalidInputException(string message, string? field = null, Exception? inner = null) : base(message, inner) => Field = field;

    /// <summary>The wrong property of the request, or null.</summary>
    public string? Field { get; }
}

/// <summary>Something that should work has failed: a kernel call, the disk, a shim (HTTP 500).</summary>
public sealed class EngineFailureException : EngineException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The sentence for people.</param>
    /// <param name="operation">The failed operation, such as <c>mount overlay</c>.</param>
    /// <param name="errno">The kernel's error number, or 0.</param>
    /// <param name="inner">The cause.</param>
    public EngineFailureException(string message, string operation, int errno = 0, Exception? inner = null) : base(message, inner)
    {
        Operation = operation;
        Errno = errno;
    }

    /// <summary>The failed operation.</summary>
    public string Operation { get; }

    /// <summary>The kernel's error number, or 0 when it was not a kernel call.</summary>
    public int Errno { get; }
}
