using Panel.Engine.Contract;

namespace Panel.Web.Hubs;

/// <summary>Collects entries for a batch.</summary>
internal sealed class LogBatchBuilder(LogBatchLimits limits)
{
    // Offsets are JavaScript numbers, exact below 2^53 ns (104 days).
    private const long MaxOffset = 1L << 53;

    private readonly LineDecoder[] _decoders = [new(limits.LineBytes), new(limits.LineBytes)];
    private List<long> _offsets = [];
    private List<int> _kinds = [];
    private List<string> _texts = [];
    private List<LogCut>? _cuts;
    private long _base;
    private int _bytes;

    /// <summary>Entries collected.</summary>
    public int Count => _texts.Count;

    /// <summary>Whether the limit of entries or bytes is reached.</summary>
    public bool IsFull => Count >= limits.Entries || _bytes >= limits.Bytes;

    /// <summary>Whether an entry's time can be stored relative to the batch's first.</summary>
    public bool Fits(long unixNanoseconds) => Count == 0 || Math.Abs(unixNanoseconds - _base) < MaxOffset;

    public void Add(in LogEntry entry)
    {
        var kind = entry.Stream == LogStream.Stderr ? LogKind.Stderr : LogKind.None;
        var text = _decoders[(int)kind].Decode(entry.Content.Span, entry.Partial, out var omitted);
        if (text is null)
        {
            return;
        }

        if (omitted > 0)
        {
            (_cuts ??= []).Add(new(Count, omitted));
        }

        if (Count == 0)
        {
            _base = entry.UnixNanoseconds;
        }

        _offsets.Add(entry.UnixNanoseconds - _base);
        _kinds.Add((int)(entry.Partial ? kind | LogKind.Partial : kind));
        _texts.Add(text);
        _bytes += text.Length;
    }

    /// <summary>Returns the batch; afterwards the builder is empty, but it remembers unfinished lines.</summary>
    public LogBatch Take()
    {
        var batch = new LogBatch(_base, _offsets, _kinds, _texts, _cuts);
        (_offsets, _kinds, _texts, _cuts, _bytes) = ([], [], [], null, 0);
        return batch;
    }
}

/// <summary>The limits at which a batch is sent.</summary>
/// <param name="Entries">The most entries.</param>
/// <param name="Bytes">The most bytes of text.</param>
/// <param name="LineBytes">The most bytes of a line.</param>
/// <param name="Interval">The longest time after its first entry.</param>
internal sealed record LogBatchLimits(int Entries, int Bytes, int LineBytes, TimeSpan Interval)
{
    public static readonly LogBatchLimits Default = new(2_000, 256 * 1024, 64 * 1024, TimeSpan.FromMilliseconds(75));
}
