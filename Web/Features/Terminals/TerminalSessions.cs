using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Door;
using Panel.Web.Features.Recordings;
using Panel.Web.Operations;

namespace Panel.Web.Features.Terminals;

/// <summary>
/// The shells that people have open in containers. Each is one operation that passes the gate (ADR 0010), so the audit history has its
/// start, its end and its user. A shell ends at once when its login session loses the right to it, and after five minutes without a reader.
/// An ended one is kept for a minute, so that a browser that had lost its connection sees the last output.
/// </summary>
internal sealed class TerminalSessions(
    IServiceScopeFactory scopes, SystemEngine system, RecordingStore recordings, SessionWatch watch, TimeProvider time, ILogger<TerminalSessions> logger) : BackgroundService
{
    /// <summary>The most open terminals per person.</summary>
    public const int PerUser = 16;

    private const int EndedPerUser = 4;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, TerminalSession> _byId = new(StringComparer.Ordinal);

    /// <summary>Opens a shell; returns once it runs.</summary>
    /// <exception cref="EngineException">It cannot be opened.</exception>
    public async Task<TerminalSession> OpenAsync(ClaimsPrincipal person, TerminalRequest request, CancellationToken cancellationToken)
    {
        var signedIn = SessionKey.Of(person) ?? throw new NotPermittedException("Sign in to open a terminal.");
        var user = signedIn.UserId;
        if (_byId.Values.Count(session => session.UserId == user && session.Epitaph is null) >= PerUser)
            throw new ConflictException($"{PerUser} terminals are open; close one first.");
        var (container, execId) = await PrepareAsync(person, request, cancellationToken);
        var recording = request.Record || recordings.RecordsAll ? await recordings.BeginAsync(user, person.Identity?.Name ?? user, container, request, cancellationToken) : null;
        var session = new TerminalSession(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), user, container.Id, request.Title, execId, recording);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _byId[session.Id] = session;
        session.Running = RunAsync(session, person, request, opened, watch.Watch(signedIn, session.End));
        await opened.Task;
        return session;
    }

    /// <summary>Finds one of this person's terminals.</summary>
    /// <exception cref="ObjectNotFoundException">There is none with that id, or it belongs to another person.</exception>
    public TerminalSession Find(ClaimsPrincipal person, string id) =>
        FindOrNull(person, id) ?? throw new ObjectNotFoundException("This terminal has ended; open another one.");

    /// <summary>Finds one of this person's terminals; null when there is none with that id, or it belongs to another person.</summary>
    public TerminalSession? FindOrNull(ClaimsPrincipal person, string id) => _byId.TryGetValue(id, out var session) && session.UserId == person.UserId() ? session : null;

    /// <summary>This person's terminals in a container that are running and not about to end.</summary>
    public IEnumerable<TerminalSession> Of(ClaimsPrincipal person, string containerId) =>
        _byId.Values.Where(session => session.UserId == person.UserId() && session.ContainerId == containerId && session.Epitaph is null && !session.Ending.IsCancellationRequested);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            foreach (var session in _byId.Values.Where(session => session.LeftAt < now - Kept)) session.End();
            foreach (var session in _byId.Values.Where(session => session.EndedAt < now - KeptAfterEnd)) _byId.TryRemove(session.Id, out _);
        }
    }

    /// <summary>Ends all terminals: nobody could find them after a restart.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var open = _byId.Values.ToList();
        open.ForEach(session => session.End());
        await Task.WhenAll(open.Select(session => session.Running)).WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    private async Task RunAsync(
        TerminalSession session, ClaimsPrincipal person, TerminalRequest request, TaskCompletionSource opened, IDisposable watched)
    {
        using (watched)
        {
            try
            {
                await using var scope = ScopeOf(person, out var engine);
                var options = new ExecStartOptions { Rows = request.Rows, Columns = request.Columns };
                // A browser must connect within the time that a terminal may be without a reader.
                session.Read(time).Dispose();
                await CarryAsync(session, engine, options, opened);
                await FinishAsync(session, await EpitaphAsync(session), wasOpen: true);
            }
            catch (Exception failure)
            {
                var wasOpen = !opened.TrySetException(failure);
                if (wasOpen) TerminalLog.Failed(logger, session.ExecId, failure);
                await FinishAsync(session, "The terminal ended because of a failure in the panel.", wasOpen);
            }
        }

        MakeRoom(session.UserId);
    }

    private async Task<(ContainerSummary Container, string ExecId)> PrepareAsync(ClaimsPrincipal person, TerminalRequest request, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(person, out var engine);
        var container = (await engine.Containers.InspectAsync(request.ContainerId, cancellationToken)).Summary;
        return (container, await engine.Containers.CreateExecAsync(container.Id, request.ToSpec(), cancellationToken));
    }

    private AsyncServiceScope ScopeOf(ClaimsPrincipal person, out IContainerEngine engine)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(person);
        engine = scope.ServiceProvider.GetRequiredService<IContainerEngine>();
        return scope;
    }

    private async Task CarryAsync(TerminalSession session, IContainerEngine engine, ExecStartOptions options, TaskCompletionSource opened)
    {
        using var note = new AuditNote(session.Recording is { } recording ? $"recording {recording.Id}" : null);
        await using var attachment = await engine.Containers.StartExecAsync(session.ExecId, options, CancellationToken.None);
        opened.SetResult();
        await UntilEndAsync(session, attachment!, CancellationToken.None);
    }

    private async Task FinishAsync(TerminalSession session, string epitaph, bool wasOpen)
    {
        if (session.Recording is { } recording) await (wasOpen ? recordings.EndAsync(recording, epitaph) : recordings.DiscardAsync(recording));
        session.Ended(epitaph, time.GetUtcNow());
    }

    // Each keeps its output in memory, and a client could open shells that end at once without limit.
    private void MakeRoom(string userId)
    {
        var ended = _byId.Values.Where(session => session.UserId == userId && session.EndedAt is not null).OrderByDescending(session => session.EndedAt);
        foreach (var session in ended.Skip(EndedPerUser)) _byId.TryRemove(session.Id, out _);
    }

    private async Task UntilEndAsync(TerminalSession session, IAttachment attachment, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ending);
        try
        {
            await session.CarryAsync(attachment, ending.Token);
        }
        catch (Exception end) when (end is NotPermittedException || (end is OperationCanceledException && session.Ending.IsCancellationRequested))
        {
            // The terminal was closed, was without a reader for too long, or lost its right. The kernel hangs up on the other programs in
            // it.
            await system.Engine.Containers.KillExecAsync(session.ExecId, cancellationToken: CancellationToken.None);
        }
    }

    private async Task<string> EpitaphAsync(TerminalSession session)
    {
        if (session.Ending.IsCancellationRequested) return "The terminal was closed.";
        try
        {
            return (await system.Engine.Containers.InspectExecAsync(session.ExecId, CancellationToken.None)).ExitCode is { } code ? $"The shell ended with exit code {code}." : "The terminal ended.";
        }
        catch (ObjectNotFoundException)
        {
            return "The container was removed.";
        }
    }
}
