using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Routing;

/// <summary>What a client may read of a failure.</summary>
internal static class Sentence
{
    /// <summary>For everything that was not written for a client: its message has paths and insides.</summary>
    public const string Unexpected = "Something in the panel failed; its log says what.";

    /// <summary>The message of what was written for a client, else <see cref="Unexpected"/>.</summary>
    public static string Of(Exception error) => IsForClients(error) ? error.Message : Unexpected;

    /// <summary>Whether its message is one sentence for a client. The server's own refusals of a request are.</summary>
    public static bool IsForClients(Exception error) => error is EngineException or ApiException or BadHttpRequestException;
}
