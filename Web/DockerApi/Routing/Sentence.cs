using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Routing;

/// <summary>What a client may read of a failure.</summary>
internal static class Sentence
{
    /// <summary>For everything that was not written for a client: its message has paths and insides.</summary>
    public const string Unexpected = "Something in the panel failed; its log says what.";

    /// <summary>The message of what was written for a client, one of ours for a request that the server refuses, else <see cref="Unexpected"/>.</summary>
    public static string Of(Exception error) => error switch
    {
        EngineException told => told.Message,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => "The request did not arrive in time; send all of it at once.",
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The request is larger than what is read.",
        _ when IsWrongRequest(error) => "The request is not what its headers say: it ended early, or its chunks are wrong.",
        _ => Unexpected,
    };

    /// <summary>Whether its sentence says what is wrong; else the log has to.</summary>
    public static bool IsForClients(Exception error) => error is EngineException || IsWrongRequest(error);

    /// <summary>Whether the server found the request wrong. A chunk's size that is too large for a number is an <see cref="OverflowException"/> within.</summary>
    public static bool IsWrongRequest(Exception error) => error is BadHttpRequestException or IOException { InnerException: OverflowException };
}
