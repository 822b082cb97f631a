namespace Panel.Web.DockerApi.Http;

/// <summary>A feature of every request whose operation takes over the connection, such as attach and exec, with or without <c>Upgrade:
/// tcp</c>.</summary>
internal interface IHijack
{
    /// <summary>Whether the connection has been handed over; then no other answer follows.</summary>
    bool Accepted { get; }

    /// <summary>Answers 101, or 200 to a client that did not request an upgrade, and hands over the raw connection in both directions. The
    /// stream begins with what the client sent after its request.</summary>
    /// <param name="contentType">The format of what the server will write.</param>
    /// <param name="cancellationToken">Cancels the answer.</param>
    /// <returns>The connection. Reading returns 0 when the client has closed its half, although it may still be listening; writing throws
    /// <see cref="IOException"/> when it is not. Each write is sent at once. The connection ends when the handler returns.</returns>
    Task<Stream> AcceptAsync(string contentType, CancellationToken cancellationToken);
}
