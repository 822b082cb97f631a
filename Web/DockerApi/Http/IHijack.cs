namespace Panel.Web.DockerApi.Http;

/// <summary>Present on every request of an operation that takes the connection over, as attach and exec do, with or without <c>Upgrade: tcp</c>.</summary>
internal interface IHijack
{
    /// <summary>Whether it has been handed over: no other answer follows.</summary>
    bool Accepted { get; }

    /// <summary>
    /// Answers 101, or 200 to a client that asked for no upgrade, and hands over the raw connection, both ways. What the client sent after its request is
    /// the stream's beginning.
    /// </summary>
    /// <param name="contentType">Format of what the server will write.</param>
    /// <param name="cancellationToken">Gives up answering.</param>
    /// <returns>
    /// The connection. Reading returns 0 when the client has closed its half, which does not mean that it has stopped listening; writing throws
    /// <see cref="IOException"/> when it has. Each write is sent at once. The connection ends when the handler returns.
    /// </returns>
    Task<Stream> AcceptAsync(string contentType, CancellationToken cancellationToken);
}
