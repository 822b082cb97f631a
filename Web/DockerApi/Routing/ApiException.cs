using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Routing;

/// <summary>An error from the API itself, with its HTTP status.</summary>
internal sealed class ApiException(int status, string message, Exception? inner = null) : EngineException(message, inner)
{
    public int Status { get; } = status;

    /// <summary>The caller's input is wrong.</summary>
    public static ApiException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>The request conflicts with the present state.</summary>
    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, message);

    /// <summary>Docker has this, the panel does not.</summary>
    public static ApiException Lacking(string message) => new(StatusCodes.Status501NotImplemented, message);

    /// <summary>The status of an error.</summary>
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
