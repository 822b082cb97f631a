using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>
/// A request's body that carries a file. It may be as large and as slow as the client likes, but a client that sends nothing for
/// <see cref="Patience"/> is gone: what was read so far would otherwise stay on the disk for as long as the panel runs.
/// </summary>
internal sealed class FileBody(HttpRequest request) : Stream
{
    /// <summary>How long a client may send nothing. Programs that pack an archive while they send it pause for minutes.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Tests put their own clock into the request's features.
    private readonly TimeProvider _time = request.HttpContext.Features.Get<TimeProvider>() ?? TimeProvider.System;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="ApiException">The client sent nothing for too long (408).</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await request.Body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status408RequestTimeout, $"The client sent nothing for {Patience.TotalMinutes:0} minutes; send the file again.");
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request's body is read asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() { }
}
