using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Panel.EndToEnd.Fixtures;

/// <summary>A network between browser and panel that a test can cut, turn into a black hole, and restore.</summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _gone = new();
    private readonly Lock _lock = new();
    private readonly List<Line> _lines = [];
    private readonly Uri _panel;
    private readonly TimeSpan _delay;
    private readonly Task _accepting;
    private TaskCompletionSource _flowing = Flowing();
    private TaskCompletionSource _answering = Flowing();
    private bool _isCut;
    private int _refused;
    private long _room = long.MaxValue;

    /// <summary>Lays one to a panel, on which everything travels for so long each way.</summary>
    public Wire(Uri panel, TimeSpan delay = default)
    {
        (_panel, _delay) = (panel, delay);
        _listener.Start();
        Address = new UriBuilder(panel) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The panel's address on this side.</summary>
    public Uri Address { get; }

    /// <summary>Connections that were tried while it was cut.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Resets every connection; new ones are reset too.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            _lines.ForEach(line => line.Reset());
            _lines.Clear();
        }
    }

    /// <summary>Silently carries nothing any more: connections stay open, new ones too, as when packets are lost.</summary>
    public void Blackhole()
    {
        lock (_lock) _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Like <see cref="Blackhole"/>, but only for the panel's answers: it still hears the browser.</summary>
    public void BlackholeAnswers()
    {
        lock (_lock) _answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Carries this many more bytes, and then nothing.</summary>
    public void CarryOnly(long bytes)
    {
        lock (_lock)
        {
            _room = bytes;
            _flowing.TrySetResult();
        }
    }

    /// <summary>Carries traffic again, including what waited.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            (_isCut, _room) = (false, long.MaxValue);
            _flowing.TrySetResult();
            _answering.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Cut();
        _gone.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptSocketAsync(_gone.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket browser)
    {
        var line = new Line(browser, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        lock (_lock)
        {
            if (_isCut)
            {
                Interlocked.Increment(ref _refused);
                line.Reset();
                return;
            }

            _lines.Add(line);
        }

        try
        {
            await line.Panel.ConnectAsync(IPAddress.Loopback, _panel.Port, _gone.Token);
            await Task.WhenAll(PumpAsync(browser, line.Panel, isAnswer: false), PumpAsync(line.Panel, browser, isAnswer: true));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut by one of the ends, by the test, or at its end.
        }

        lock (_lock) _lines.Remove(line);
        line.Reset();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[16 * 1024];
        // Few at once, so that a reader that waits still makes the writer wait.
        var underWay = Channel.CreateBounded<(long Due, byte[] Bytes)>(_delay > TimeSpan.Zero ? 1024 : 1);
        var arriving = ArriveAsync(underWay.Reader, to);
        while (await from.ReceiveAsync(buffer.AsMemory(), _gone.Token) is var count and > 0)
        {
            Task flowing, answering;
            lock (_lock)
            {
                if (_room != long.MaxValue && (_room -= count) < 0) (_room, _flowing) = (long.MaxValue, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                (flowing, answering) = (_flowing.Task, isAnswer ? _answering.Task : Task.CompletedTask);
            }

            await flowing.WaitAsync(_gone.Token);
            await answering.WaitAsync(_gone.Token);
            await underWay.Writer.WriteAsync((Environment.TickCount64 + (long)_delay.TotalMilliseconds, buffer[..count]), _gone.Token);
        }

        underWay.Writer.Complete();
        await arriving;
    }

    private async Task ArriveAsync(ChannelReader<(long Due, byte[] Bytes)> underWay, Socket to)
    {
        await foreach (var (due, bytes) in underWay.ReadAllAsync(_gone.Token))
        {
            if (due - Environment.TickCount64 is var left and > 0) await Task.Delay(TimeSpan.FromMilliseconds(left), _gone.Token);
            for (var sent = 0; sent < bytes.Length;) sent += await to.SendAsync(bytes.AsMemory(sent), _gone.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    private sealed record Line(Socket Browser, Socket Panel)
    {
        // Without a good-bye: a lost network says none.
        public void Reset()
        {
            Browser.Close(0);
            Panel.Close(0);
        }
    }
}
