using System.Net.Sockets;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Attachments;

/// <summary>Clients that attached to a container before its start.</summary>
internal sealed class PendingAttachments
{
    private readonly Lock _lock = new();
    private List<PendingAttachment> _waiting = [];

    public int Count => _waiting.Count;

    public PendingAttachment Add(AttachOptions options, bool closeInput)
    {
        var attachment = new PendingAttachment(options, closeInput, this);
        lock (_lock) _waiting = [.. _waiting, attachment];
        return attachment;
    }

    public void Remove(PendingAttachment attachment)
    {
        lock (_lock) _waiting = [.. _waiting.Where(waiting => waiting != attachment)];
    }

    /// <summary>Takes the present ones; they now belong to the start.</summary>
    public PendingAttachments Take()
    {
        var taken = new PendingAttachments();
        lock (_lock) (taken._waiting, _waiting) = (_waiting, []);
        return taken;
    }

    /// <summary>Connects all of them as soon as the shim listens; if it never does, their streams end.</summary>
    public Task ConnectAsync(string socketPath, CancellationToken cancellationToken) => Task.WhenAll(_waiting.Select(waiting => waiting.ConnectAsync(socketPath, cancellationToken)));

    /// <summary>Ends them, because there will be no start.</summary>
    public void Fail() => Take()._waiting.ForEach(waiting => waiting.Fail());
}

/// <summary>An attachment that gets its shim later.</summary>
internal sealed class PendingAttachment(AttachOptions options, bool closeInput, PendingAttachments owner) : IAttachment
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private readonly TaskCompletionSource<ShimAttachment?> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task ConnectAsync(string socketPath, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // Checked first: a failed attempt costs more than many checks.
                while (!File.Exists(socketPath)) await Task.Delay(s_pause, cancellationToken);
                var attachment = await ShimAttachment.ConnectAsync(socketPath, options, closeInput, cancellationToken);
                if (!_connected.TrySetResult(attachment)) await attachment.DisposeAsync();
                return;
            }
            catch (SocketException) when (!cancellationToken.IsCancellationRequested)
            {
                // The shim is not listening yet.
                await Task.Delay(s_pause, CancellationToken.None);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                Fail();
                return;
            }
        }
    }

    public void Fail() => _connected.TrySetResult(null);

    public async ValueTask<AttachedOutput?> ReadAsync(CancellationToken cancellationToken = default) =>
        await _connected.Task.WaitAsync(cancellationToken) is { } attachment ? await attachment.ReadAsync(cancellationToken) : null;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        if (await _connected.Task.WaitAsync(cancellationToken) is { } attachment) await attachment.WriteAsync(input, cancellationToken);
    }

    public async ValueTask CloseInputAsync()
    {
        if (await _connected.Task is { } attachment) await attachment.CloseInputAsync();
    }

    public async ValueTask DisposeAsync()
    {
        owner.Remove(this);
        _connected.TrySetResult(null);
        if (await _connected.Task is { } attachment) await attachment.DisposeAsync();
    }
}
