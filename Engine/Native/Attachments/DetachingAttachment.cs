using Panel.Engine.Contract;

namespace Panel.Engine.Native.Attachments;

/// <summary>Looks for the detach keys in a client's input: they end the output, and the program keeps running. Input that may be their
/// beginning is held back, and passed on once it turns out to be something else, as in Docker.</summary>
/// <param name="inner">The attachment to a terminal.</param>
/// <param name="keys">At least one.</param>
/// <param name="detached">Runs once, when the keys have arrived.</param>
internal sealed class DetachingAttachment(IAttachment inner, IReadOnlyList<byte> keys, Action detached) : IAttachment
{
    private readonly CancellationTokenSource _end = new();
    private int _held;

    /// <summary>The attachment itself, or one that looks for the keys: only a terminal with input has them.</summary>
    public static IAttachment Of(IAttachment inner, AttachOptions options, bool tty, Action detached) =>
        tty && options is { Stdin: true, DetachKeys: { Count: > 0 } keys } ? new DetachingAttachment(inner, keys, detached) : inner;

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        try
        {
            return await inner.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        if (_end.IsCancellationRequested) return;
        var (typed, isEnd) = Take(input.Span);
        if (typed.Length > 0) await inner.WriteAsync(typed, cancellationToken);
        if (!isEnd) return;
        detached();
        await _end.CancelAsync();
    }

    public async ValueTask CloseInputAsync()
    {
        if (_held > 0 && !_end.IsCancellationRequested) await inner.WriteAsync(keys.Take(_held).ToArray());
        await inner.CloseInputAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>The input for the program, and whether the keys have arrived.</summary>
    private (byte[] Typed, bool IsEnd) Take(ReadOnlySpan<byte> input)
    {
        List<byte> typed = new(input.Length + _held);
        foreach (var key in input)
        {
            if (key == keys[_held])
            {
                if (++_held == keys.Count) return ([.. typed], true);
                continue;
            }

            // A key that breaks a sequence does not begin another one: as in Docker, ctrl-p twice sends two ctrl-p.
            typed.AddRange(keys.Take(_held));
            typed.Add(key);
            _held = 0;
        }

        return ([.. typed], false);
    }
}
