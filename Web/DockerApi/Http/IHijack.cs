namespace Panel.Web.DockerApi.Http;

/// <summary>Present on a request that asks to take the connection over (<c>Upgrade: tcp</c>), as attach and exec do.</summary>
internal interface IHijack
{
    /// <summary>Answers 101 and hands over the raw connection, both ways. What the client sent after its request is the stream's beginning.</summary>
    /// <param name="contentType">Format of what the server will write.</param>
    /// <param name="cancellationToken">Gives up answering.</param>
    /// <returns>
    /// The connection. Reading returns 0 when the client has closed its half, which does not mean that it has stopped listening; writing throws
    /// <see cref="IOException"/> when it has. Each write is sent at once. The connection ends when the handler returns.
    /// </returns>
    Task<Stream> AcceptAsync(string contentType, CancellationToken cancellationToken);
}
