using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Routing;

/// <summary>A refusal of the API itself, with its HTTP status.</summary>
internal sealed class ApiException(int status, string message, Exception? inner = null) : EngineException(message, inner)
{
    public int Status { get; } = status;

    /// <summary>What the caller gave is wrong.</summary>
    public static ApiException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>It does not fit what is there.</summary>
    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    /// <summary>Docker has it, the panel does not.</summary>
    public static ApiException Lacking(string message) => new(StatusCodes.Status501NotImplemented, message);

    /// <summary>The status of whatever went wrong.</summary>
    public static int StatusOf(Exception error) => error switch
    {
        ApiException refusal => refusal.Status,
        BadHttpRequestException wrong => wrong.StatusCode,
        _ when Sentence.IsWrongRequest(error) => StatusCodes.Status400BadRequest,
        InvalidInputException => StatusCodes.Status400BadRequest,
        NotPermittedException => StatusCodes.Status403Forbidden,
        ObjectNotFoundException => StatusCodes.Status404NotFound,
        ConflictException or ObjectInUseException => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };
}
