using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Features.Recordings;
using Panel.Web.Features.Terminals;

namespace Panel.Web.Hubs;

/// <summary>Terminals in containers. The hub only carries; <see cref="TerminalSessions"/> keeps them over a lost connection.</summary>
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

    /// <summary>This person's terminals in a container that still run.</summary>
    public IReadOnlyList<TerminalTab> List(string containerId) => [.. terminals.Of(Context.User!, containerId).Select(Tab)];

    /// <summary>Opens one.</summary>
    public Task<TerminalTab> Open(TerminalRequest request) => HubErrors.TranslateAsync(async () => Tab(await terminals.OpenAsync(Context.User!, request, Context.ConnectionAborted)));

    /// <summary>Whether every terminal is recorded, asked for or not.</summary>
    public bool RecordsAll() => recordings.RecordsAll;

    /// <summary>Says why a terminal's recording ended before it, as soon as it does; nothing otherwise.</summary>
    public async IAsyncEnumerable<string> RecordingEnd(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (terminals.FindOrNull(Context.User!, id)?.Recording is { } recording && await recording.EndedEarly.WaitAsync(cancellationToken) is { } reason) yield return reason;
    }

    /// <summary>What it writes, from a position on; the last piece says how it ended.</summary>
    public async IAsyncEnumerable<TerminalOutput> Output(string id, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = await HubErrors.TranslateAsync(() => Task.FromResult(terminals.Find(Context.User!, id)));
        using var reading = session.Read(time);
        // What the reader asks for shows what it has.
        session.Output.Acknowledge(position);
        while (await session.Output.ReadAsync(position, cancellationToken) is { } piece)
        {
            position = piece.Position + piece.Bytes.Length;
            yield return new TerminalOutput(piece.Position, piece.Bytes, null);
        }

        yield return new TerminalOutput(position, [], session.Epitaph);
    }

    /// <summary>Says that the output before a position has come; without it a flood of output stops. One that has ended needs none.</summary>
    public void Acknowledge(string id, long position) => terminals.FindOrNull(Context.User!, id)?.Output.Acknowledge(position);

    /// <summary>Sends keys, each piece once: a browser that lost its connection sends again what was not answered.</summary>
    /// <param name="id">The terminal.</param>
    /// <param name="sender">Names what numbers the pieces: one view of the terminal in one browser.</param>
    /// <param name="number">The piece's number, greater than those before.</param>
    /// <param name="keys">The bytes that the program is to read.</param>
    public Task Input(string id, string sender, long number, byte[] keys) => HubErrors.TranslateAsync(() =>
    {
        var session = terminals.Find(Context.User!, id);
        return session.TryInput(sender, number, keys) ? Task.CompletedTask : throw new ConflictException("The program in the terminal reads no input; what you typed last was not sent.");
    });

    /// <summary>Tells its size.</summary>
    public Task Resize(string id, int rows, int columns) => HubErrors.TranslateAsync(async () =>
    {
        var session = terminals.Find(Context.User!, id);
        await engine.Containers.ResizeExecAsync(session.ExecId, rows, columns, Context.ConnectionAborted);
        if (session.Recording is { } recording) await recording.ResizeAsync(columns, rows);
    });

    /// <summary>Ends it.</summary>
    public Task Close(string id) => HubErrors.TranslateAsync(() =>
    {
        terminals.Find(Context.User!, id).End();
        return Task.CompletedTask;
    });

    private static TerminalTab Tab(TerminalSession session) => new(session.Id, session.Title, session.Recording is not null);
}

/// <summary>A terminal that is open.</summary>
/// <param name="Id">Names it in other calls.</param>
/// <param name="Title">What runs in it.</param>
/// <param name="Recorded">Whether its output is recorded.</param>
internal sealed record TerminalTab(string Id, string Title, bool Recorded);

/// <summary>A piece of output.</summary>
/// <param name="Position">Bytes written before it.</param>
/// <param name="Bytes">As the program wrote them.</param>
/// <param name="Ended">How the terminal ended; null before.</param>
internal sealed record TerminalOutput(long Position, byte[] Bytes, string? Ended);
