using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Routing;

/// <summary>The part of a failure that a client may read.</summary>
internal static class Sentence
{
    /// <summary>The message for every error that was not written for clients: its own message has paths and internals.</summary>
    public const string Unexpected = "Something in the panel failed; its log says what.";

    /// <summary>The error's own message if it was written for clients, one of ours for a request that the server refuses, else
    /// <see cref="Unexpected"/>.</summary>
    public static string Of(Exception error) => error switch
    {
        EngineException told => told.Message,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => "The request did not arrive in time; send all of it at once.",
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The request is larger than the limit.",
        _ when IsWrongRequest(error) => "The request does not match its headers: it ended early, or its chunks are malformed.",
        _ => Unexpected,
    };

    /// <summary>Whether the error's message says what is wrong; otherwise it goes into the log.</summary>
    public static bool IsForClients(Exception error) => error is EngineException || IsWrongRequest(error);

    /// <summary>Whether the server found the request malformed. A chunk size that overflows a number appears as an inner
    /// <see cref="OverflowException"/>.</summary>
    public static bool IsWrongRequest(Exception error) => error is BadHttpRequestException or IOException { InnerException: OverflowException };
}
