using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Panel.Web.DockerApi.Http;

/// <summary>A connection as Kestrel sees it, which a handler can take away from Kestrel.</summary>
/// <remarks>Once Kestrel has parsed a request and its body, it does not read until the request is answered, so the handler may use the
/// reading half. The writing half has a gate: it drops what Kestrel writes after the hand-over, an answer that nobody expects.</remarks>
internal sealed class HijackableConnection : ConnectionContext, IDuplexPipe, IAsyncDisposable
{
    private readonly ConnectionContext _inner;
    private readonly OutputGate _gate;
    private readonly CancellationTokenSource _closed;
    private readonly PeerWatch _peer;
    private readonly CancellationTokenRegistration _gone;
    private CancellationTokenRegistration _released;

    /// <summary>How long an answer may still take after the client has closed its half. Over TCP, a client that has left looks the same
    /// until the server writes to it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public HijackableConnection(ConnectionContext inner, TimeProvider time)
    {
        _closed = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        (_inner, _gate, _peer) = (inner, new OutputGate(inner.Transport.Output), new PeerWatch(inner));
        Input = new WholeRequestReader(inner.Transport.Input);
        _gone = _peer.Gone.UnsafeRegister(_ => _closed.Cancel(), null);
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("Kestrel is the last to see this connection.");
    }

    /// <summary>Cancelled when the client no longer reads; after <see cref="Release"/> also some time after the client has closed its
    /// half.</summary>
    public override CancellationToken ConnectionClosed
    {
        get => _closed.Token;
        set => throw new NotSupportedException("The connection itself knows when it is closed.");
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public PipeReader Input { get; }

    public PipeWriter Output => _gate;

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override void Abort() => _inner.Abort();

    /// <summary>Says that nobody will take over the connection: a client that has closed its half still gets an answer that comes soon, and
    /// then counts as gone.</summary>
    public void Release() => _released = _inner.ConnectionClosed.UnsafeRegister(_ => _closed.CancelAfter(Grace), null);

    /// <summary>Takes the connection from Kestrel.</summary>
    /// <returns>Its two halves.</returns>
    public IDuplexPipe Take()
    {
        _gate.Close();
        return _inner.Transport;
    }

    public override async ValueTask DisposeAsync()
    {
        await _released.DisposeAsync();
        await _gone.DisposeAsync();
        await _peer.DisposeAsync();
        // Does not dispose the token's source: Kestrel may read the token once more while it closes the connection.
        await base.DisposeAsync();
    }
}
