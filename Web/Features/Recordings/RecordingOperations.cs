using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Recordings;

/// <summary>Reads and removes recordings. Administrators see all of them, others their own; the audit history records each access.</summary>
internal sealed class RecordingOperations(OperationGate gate, ICurrentActor currentActor, RecordingStore store)
{
    private static readonly Operation Play = new("recording.play", PanelRole.Viewer);
    private static readonly Operation Download = new("recording.download", PanelRole.Viewer);
    private static readonly Operation Delete = new("recording.delete", PanelRole.Viewer);
    private static readonly Operation Expire = new("recording.expire", PanelRole.Administrator);

    /// <summary>The recordings that the actor may see, newest first.</summary>
    public async Task<IReadOnlyList<TerminalRecording>> ListAsync(string? text, int most, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        if (!actor.May(PanelRole.Viewer)) throw new NotPermittedException("Sign in to see recordings.");
        return await store.ListAsync(actor.May(PanelRole.Administrator) ? null : actor.UserId ?? "", text, most, cancellationToken);
    }

    /// <summary>Finds a recording that the actor may see.</summary>
    /// <exception cref="ObjectNotFoundException">There is none with that id, or it belongs to another user.</exception>
    public async Task<TerminalRecording> FindAsync(string id, CancellationToken cancellationToken)
    {
        var actor = await currentActor.GetAsync(cancellationToken);
        return await store.FindAsync(id, cancellationToken) is { } row && actor.May(PanelRole.Viewer) && (actor.May(PanelRole.Administrator) || row.UserId == actor.UserId)
            ? row
            : throw new ObjectNotFoundException("There is no such recording.");
    }

    /// <summary>Opens the file, to play or to download it.</summary>
    public async Task<FileStream> OpenAsync(TerminalRecording row, bool takenAway, CancellationToken cancellationToken) => await gate.RunAsync(
        takenAway ? Download : Play, row.ContainerName, async token =>
        {
            await FindAsync(row.Id, token);
            return store.Open(row.Id);
        }, cancellationToken, Details(row));

    /// <summary>Removes a recording. A user may not remove a recording that the settings required.</summary>
    public Task DeleteAsync(TerminalRecording row, CancellationToken cancellationToken) => gate.RunAsync(
        Delete, row.ContainerName, async token =>
        {
            var found = await FindAsync(row.Id, token);
            if (!MayDelete(await currentActor.GetAsync(token), found)) throw new NotPermittedException("Every terminal is recorded here, so only an administrator may delete a recording.");
            if (found.EndedAt is null) throw new ConflictException("The terminal is still recorded; close it first.");
            await store.RemoveAsync(found.Id, token);
        }, cancellationToken, Details(row));

    /// <summary>Removes an expired recording.</summary>
    public Task ExpireAsync(TerminalRecording row, CancellationToken cancellationToken) =>
        gate.RunAsync(Expire, row.ContainerName, token => store.RemoveAsync(row.Id, token), cancellationToken, Details(row));

    /// <summary>Whether the actor may remove a recording that the actor can see.</summary>
    public static bool MayDelete(Actor actor, TerminalRecording row) => actor.May(PanelRole.Administrator) || !row.Required;

    private static string Details(TerminalRecording row) => $"{row.Shell} of {row.UserName} at {row.StartedAt:yyyy-MM-dd HH:mm:ss} UTC";
}
