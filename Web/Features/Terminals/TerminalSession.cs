using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Panel.Engine.Contract;
using Panel.Web.Features.Recordings;

namespace Panel.Web.Features.Terminals;

/// <summary>A person's shell in a container. It outlives the connection that opened it, for as long as <see cref="TerminalSessions"/>
/// allows.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no wait handle, so there is nothing to dispose of; it is cancelled from several sides at any time.")]
internal sealed class TerminalSession(string id, string userId, string containerId, string title, string execId, Recording? recording)
{
    private const int MostInput = 64;
    private const int MostSenders = 64;

    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<byte[]> _input = Channel.CreateBounded<byte[]>(MostInput);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _taken = [];
    private int _readers;
    private DateTimeOffset? _leftAt;

    public string Id => id;

    public string UserId => userId;

    public string ContainerId => containerId;

    /// <summary>The program, for the tab.</summary>
    public string Title => title;

    public string ExecId => execId;

    /// <summary>Its recording; null when it is not recorded.</summary>
    public Recording? Recording => recording;

    public TerminalBuffer Output { get; } = new();

    /// <summary>Cancelled when the session must end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>The session's task; it completes, and never fails, when the session has ended.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Why it ended, in one sentence; null while it runs.</summary>
    public string? Epitaph { get; private set; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the last browser left; null while a browser reads.</summary>
    public DateTimeOffset? LeftAt
    {
        get { lock (_lock) return _leftAt; }
    }

    /// <summary>Carries input and output until the shell ends or must end.</summary>
    public async Task CarryAsync(IAttachment attachment, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = InputAsync(attachment, ended.Token);
        try
        {
            while (await attachment.ReadAsync(ended.Token) is { } output)
            {
                if (recording is not null) await recording.OutputAsync(output.Bytes);
                await Output.WriteAsync(output.Bytes, ended.Token);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await input;
        }
    }

    /// <summary>Accepts a piece of input, unless it already accepted one from this sender with the same or a greater number. Returns false
    /// when the shell does not read and enough input is waiting.</summary>
    public bool TryInput(string sender, long number, byte[] input)
    {
        lock (_lock)
        {
            if (_taken.GetValueOrDefault(sender) >= number) return true;
            if (!_input.Writer.TryWrite(input)) return false;
            // A sender is an open page; the oldest ones send nothing any more.
            if (_taken.Count >= MostSenders) _taken.Clear();
            _taken[sender] = number;
            return true;
        }
    }

    /// <summary>Registers a reader until the result is disposed.</summary>
    public IDisposable Read(TimeProvider time)
    {
        lock (_lock)
        {
            _readers++;
            _leftAt = null;
        }

        return new Reader(() =>
        {
            lock (_lock)
            {
                if (--_readers == 0) _leftAt = time.GetUtcNow();
            }
        });
    }

    /// <summary>Asks the session to end.</summary>
    public void End() => _ending.Cancel();

    /// <summary>Records the end.</summary>
    public void Ended(string epitaph, DateTimeOffset time)
    {
        EndedAt = time;
        Epitaph = epitaph;
        Output.End();
    }

    private async Task InputAsync(IAttachment attachment, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var input in _input.Reader.ReadAllAsync(cancellationToken)) await attachment.WriteAsync(input, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The shell has ended.
        }
    }

    private sealed class Reader(Action left) : IDisposable
    {
        private Action? _left = left;

        public void Dispose() => Interlocked.Exchange(ref _left, null)?.Invoke();
    }
}
