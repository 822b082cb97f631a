using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Features.Recordings;
using Panel.Web.Features.Terminals;

namespace Panel.Web.Hubs;

/// <summary>Terminals in containers. The hub only transports; <see cref="TerminalSessions"/> keeps them over a lost connection.</summary>
[Authorize(Policy = PanelPolicies.Operator)]
internal sealed class TerminalHub(TerminalSessions terminals, RecordingStore recordings, IContainerEngine engine, SessionWatch sessions, TimeProvider time) : Hub
{
    /// <summary>Path of the hub.</summary>
    public const string Path = "/hubs/terminals";

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        WatchedConnection.Begin(Context, sessions);
        return base.OnConnectedAsync();
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        WatchedConnection.End(Context);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>This person's running terminals in a container.</summary>
    public IReadOnlyList<TerminalTab> List(string containerId) => [.. terminals.Of(Context.User!, containerId).Select(Tab)];

    /// <summary>Opens a terminal.</summary>
    public Task<TerminalTab> Open(TerminalRequest request) => HubErrors.TranslateAsync(async () => Tab(await terminals.OpenAsync(Context.User!, request, Context.ConnectionAborted)));

    /// <summary>Whether every terminal is recorded, even without a request.</summary>
    public bool RecordsAll() => recordings.RecordsAll;

    /// <summary>Says why a terminal's recording ended early, as soon as it does; nothing otherwise.</summary>
    public async IAsyncEnumerable<string> RecordingEnd(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (terminals.FindOrNull(Context.User!, id)?.Recording is { } recording && await recording.EndedEarly.WaitAsync(cancellationToken) is { } reason) yield return reason;
    }

    /// <summary>The terminal's output from a position on; the last piece says why it ended.</summary>
    public async IAsyncEnumerable<TerminalOutput> Output(string id, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = await HubErrors.TranslateAsync(() => Task.FromResult(terminals.Find(Context.User!, id)));
        using var reading = session.Read(time);
        // The position that the reader asks for shows what it has received.
        session.Output.Acknowledge(position);
        while (await session.Output.ReadAsync(position, cancellationToken) is { } piece)
        {
            position = piece.Position + piece.Bytes.Length;
            yield return new TerminalOutput(piece.Position, piece.Bytes, null);
        }

        yield return new TerminalOutput(position, [], session.Epitaph);
    }

    /// <summary>Acknowledges the output before a position; without acknowledgements a flood of output stops. An ended terminal needs
    /// none.</summary>
    public void Acknowledge(string id, long position) => terminals.FindOrNull(Context.User!, id)?.Output.Acknowledge(position);

    /// <summary>Sends keys, each piece once: after a lost connection, a browser sends unanswered pieces again.</summary>
    /// <param name="id">The terminal.</param>
    /// <param name="sender">Identifies the numbering: one view of the terminal in one browser.</param>
    /// <param name="number">The piece's number, greater than the previous ones.</param>
    /// <param name="keys">The bytes for the program.</param>
    public Task Input(string id, string sender, long number, byte[] keys) => HubErrors.TranslateAsync(() =>
    {
        var session = terminals.Find(Context.User!, id);
        return session.TryInput(sender, number, keys) ? Task.CompletedTask : throw new ConflictException("The program in the terminal is not reading its input; your last keys were not sent.");
    });

    /// <summary>Sets its size.</summary>
    public Task Resize(string id, int rows, int columns) => HubErrors.TranslateAsync(async () =>
    {
        var session = terminals.Find(Context.User!, id);
        await engine.Containers.ResizeExecAsync(session.ExecId, rows, columns, Context.ConnectionAborted);
        if (session.Recording is { } recording) await recording.ResizeAsync(columns, rows);
    });

    /// <summary>Closes it.</summary>
    public Task Close(string id) => HubErrors.TranslateAsync(() =>
    {
        terminals.Find(Context.User!, id).End();
        return Task.CompletedTask;
    });

    private static TerminalTab Tab(TerminalSession session) => new(session.Id, session.Title, session.Recording is not null);
}

/// <summary>An open terminal.</summary>
/// <param name="Id">Its id, for other calls.</param>
/// <param name="Title">The program in it.</param>
/// <param name="Recorded">Whether its output is recorded.</param>
internal sealed record TerminalTab(string Id, string Title, bool Recorded);

/// <summary>A piece of output.</summary>
/// <param name="Position">Bytes written before it.</param>
/// <param name="Bytes">The bytes as the program wrote them.</param>
/// <param name="Ended">Why the terminal ended; null while it runs.</param>
internal sealed record TerminalOutput(long Position, byte[] Bytes, string? Ended);
