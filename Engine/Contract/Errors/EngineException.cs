namespace Panel.Engine.Contract;

/// <summary>A refusal or failure of the engine, told in one sentence that says what is wrong and what would be right.</summary>
public abstract class EngineException : Exception
{
    /// <summary>Creates the error with the sentence that a person reads.</summary>
    protected EngineException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>The named object does not exist (HTTP 404).</summary>
public sealed class ObjectNotFoundException(string message, Exception? inner = null) : EngineException(message, inner);

/// <summary>The object's state or another object's name does not allow the operation (HTTP 409).</summary>
public sealed class ConflictException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <summary>The property of the request that another object has, as a path such as <c>Ports[1].HostPort</c>; null when it is none.</summary>
    public string? Field { get; init; }
}

/// <summary>The object is used by another one, so it cannot be removed or taken (HTTP 409).</summary>
public sealed class ObjectInUseException(string message, Exception? inner = null) : EngineException(message, inner)
{
    /// <summary>Whether the same with force would be done.</summary>
    public bool IsForcible { get; init; }
}

/// <summary>The host or its policy does not permit the operation (HTTP 403).</summary>
public sealed class NotPermittedException(string message, Exception? inner = null) : EngineException(message, inner);

/// <summary>The input is wrong (HTTP 400).</summary>
public sealed class InvalidInputException : EngineException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The sentence that a person reads.</param>
    /// <param name="field">The property of the request that is wrong, as a path such as <c>Ports[1].HostPort</c>; null when no single one is.</param>
    /// <param name="inner">What caused it.</param>
    public InvalidInputException(string message, string? field = null, Exception? inner = null) : base(message, inner) => Field = field;

    /// <summary>The property of the request that is wrong, or null.</summary>
    public string? Field { get; }
}

/// <summary>Something that should work did not: a kernel call, the disk, a shim (HTTP 500).</summary>
public sealed class EngineFailureException : EngineException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The sentence that a person reads.</param>
    /// <param name="operation">What was being done, such as <c>mount overlay</c>.</param>
    /// <param name="errno">The kernel's error number, or 0.</param>
    /// <param name="inner">What caused it.</param>
    public EngineFailureException(string message, string operation, int errno = 0, Exception? inner = null) : base(message, inner)
    {
        Operation = operation;
        Errno = errno;
    }

    /// <summary>What was being done.</summary>
    public string Operation { get; }

    /// <summary>The kernel's error number, or 0 when it was not a kernel call.</summary>
    public int Errno { get; }
}
