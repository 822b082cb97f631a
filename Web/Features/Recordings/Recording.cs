using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Recordings;

/// <summary>A running recording. It may end before its terminal, never after it; a disk error only ends the recording.</summary>
internal sealed class Recording(string id, FileStream file, long mostBytes, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CastWriter _writer = new(file, mostBytes, time);
    private readonly SemaphoreSlim _turn = new(1); // the size and the output come from different threads
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    /// <summary>Bytes written so far.</summary>
    public long Size => _writer.Length;

    /// <summary>Completes with the reason when it ended before its terminal, else with null.</summary>
    public Task<string?> EndedEarly => _ended.Task;

    /// <summary>Writes the header.</summary>
    /// <exception cref="IOException">The disk rejected the write.</exception>
    public Task BeginAsync(int columns, int rows, string title, CancellationToken cancellationToken) => _writer.BeginAsync(columns, rows, title, cancellationToken);

    /// <summary>Adds output.</summary>
    public Task OutputAsync(ReadOnlyMemory<byte> output) => WriteAsync(() => _writer.OutputAsync(output, CancellationToken.None));

    /// <summary>Adds a new size.</summary>
    public Task ResizeAsync(int columns, int rows) => WriteAsync(() => _writer.ResizeAsync(columns, rows, CancellationToken.None));

    /// <summary>Ends the recording with its terminal and flushes it; returns why: the terminal's reason, or the earlier one of the recording.</summary>
    public async Task<string> EndAsync(string epitaph)
    {
        await WriteAsync(async () =>
        {
            await _writer.EndAsync(epitaph, CancellationToken.None);
            return true;
        });
        _ended.TrySetResult(null);
        await SyncAsync();
        return await _ended.Task ?? epitaph;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        _turn.Dispose();
    }

    private async Task WriteAsync(Func<Task<bool>> write)
    {
        await _turn.WaitAsync();
        try
        {
            if (_ended.Task.IsCompleted || await write()) return;
            var full = $"The recording ended here: it has reached {Format.Bytes(mostBytes)}.";
            await _writer.EndAsync(full, CancellationToken.None);
            _ended.TrySetResult(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            RecordingLog.Broken(logger, id, error);
            CutBack();
            _ended.TrySetResult("The recording ended here: the disk did not accept more data.");
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task SyncAsync()
    {
        try
        {
            await Task.Run(() => file.Flush(flushToDisk: true));
        }
        catch (IOException error)
        {
            RecordingLog.Broken(logger, id, error);
        }
    }

    // Cuts the file after the last complete line.
    private void CutBack()
    {
        try
        {
            file.SetLength(_writer.Length);
        }
        catch (IOException error)
        {
            RecordingLog.Broken(logger, id, error);
        }
    }
}
