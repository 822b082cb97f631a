using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Web.Configuration;
using Panel.Web.Features.Terminals;
using Panel.Web.Operations;

namespace Panel.Web.Features.Recordings;

/// <summary>Stores recordings of terminals: a file each in <c>recordings</c> in the data root, readable by its owner only, and a row in the
/// database.</summary>
internal sealed class RecordingStore(
    IDbContextFactory<PanelDbContext> contexts, PanelOptions options, PanelIdentity panel, TimeProvider time, ILogger<RecordingStore> logger)
{
    private const string Interrupted = "The panel stopped while it recorded.";
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The recordings that are running now: it is correct that their rows have no end.
    private readonly ConcurrentDictionary<string, Recording> _running = new(StringComparer.Ordinal);

    private string Folder => Path.Combine(options.DataRoot, "recordings");

    /// <summary>Whether every terminal is recorded.</summary>
    public bool RecordsAll => options.Terminals.RecordAll;

    /// <summary>Starts a recording.</summary>
    /// <exception cref="EngineFailureException">The disk or the database rejected it.</exception>
    public async Task<Recording> BeginAsync(string userId, string userName, ContainerSummary container, TerminalRequest request, CancellationToken cancellationToken)
    {
        var row = new TerminalRecording
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Panel = panel.Id,
            UserId = userId,
            UserName = userName,
            ContainerId = container.Id,
            ContainerName = container.Name,
            Shell = request.Title.Length > 512 ? request.Title[..512] : request.Title,
            Required = RecordsAll,
            StartedAt = time.GetUtcNow().UtcDateTime,
        };
        try
        {
            AtomicFile.CreateDirectory(Folder, OwnersFile | UnixFileMode.UserExecute);
            var recording = new Recording(row.Id, Create(row.Id), options.Terminals.MaxRecordingBytes, time, logger);
            _running[row.Id] = recording;
            await recording.BeginAsync(request.Columns, request.Rows, $"{request.Title} in {container.Name}", cancellationToken);
            // The file's name before the row that tells of it.
            AtomicFile.FlushDirectory(Folder);
            await using var database = await contexts.CreateDbContextAsync(cancellationToken);
            database.Recordings.Add(row);
            await database.SaveChangesAsync(cancellationToken);
            return recording;
        }
        catch (Exception error)
        {
            await ForgetAsync(row.Id);
            if (error is not IOException and not UnauthorizedAccessException && !AuditTrail.IsDatabaseFault(error)) throw;
            RecordingLog.Broken(logger, row.Id, error);
            throw new EngineFailureException("The terminal was not opened, because it could not be recorded; the panel's log says why.", "begin recording", 0, error);
        }
    }

    /// <summary>Ends a recording with its terminal. Never throws: what the database rejects now is written later.</summary>
    public async Task EndAsync(Recording recording, string epitaph)
    {
        var end = await recording.EndAsync(epitaph);
        try
        {
            await CloseAsync(recording.Id, recording.Size, time.GetUtcNow().UtcDateTime, end, CancellationToken.None);
        }
        catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
        {
            RecordingLog.EndDelayed(logger, recording.Id, error);
        }

        _running.TryRemove(recording.Id, out _);
        await recording.DisposeAsync();
    }

    /// <summary>Discards the recording of a terminal that was never opened. Never throws: a remaining row is closed later.</summary>
    public async Task DiscardAsync(Recording recording)
    {
        await ForgetAsync(recording.Id);
        try
        {
            await RemoveAsync(recording.Id, CancellationToken.None);
        }
        catch (Exception error) when (AuditTrail.IsDatabaseFault(error))
        {
            RecordingLog.EndDelayed(logger, recording.Id, error);
        }
    }

    /// <summary>The matching recordings, newest first.</summary>
    public async Task<IReadOnlyList<TerminalRecording>> ListAsync(string? userId, string? text, int most, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Recordings.Matching(panel.Id, userId, text).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>Finds a recording; null when there is none.</summary>
    public async Task<TerminalRecording?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Recordings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.Panel == panel.Id, cancellationToken);
    }

    /// <summary>Opens the file, also of a running recording.</summary>
    /// <exception cref="ObjectNotFoundException">The file is gone.</exception>
    public FileStream Open(string id)
    {
        try
        {
            return new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectNotFoundException("The recording's file is gone.");
        }
    }

    /// <summary>Removes a recording.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(id));
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Recordings.Where(row => row.Id == id && row.Panel == panel.Id).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>The recordings whose retention time is over.</summary>
    public async Task<IReadOnlyList<TerminalRecording>> ExpiredAsync(CancellationToken cancellationToken)
    {
        if (options.Terminals.KeepRecordingsDays == 0) return [];
        var last = time.GetUtcNow().UtcDateTime.AddDays(-options.Terminals.KeepRecordingsDays);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.Recordings.AsNoTracking().Where(row => row.Panel == panel.Id && row.EndedAt < last).ToListAsync(cancellationToken);
    }

    /// <summary>Closes the rows without an end that no recording uses: from a panel that died, or from a time without a database.</summary>
    public async Task CloseLeftOversAsync(CancellationToken cancellationToken)
    {
        List<TerminalRecording> open;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
            open = await database.Recordings.AsNoTracking().Where(row => row.Panel == panel.Id && row.EndedAt == null).ToListAsync(cancellationToken);
        foreach (var row in open.Where(row => !_running.ContainsKey(row.Id)))
        {
            var file = new FileInfo(PathOf(row.Id));
            await CloseAsync(row.Id, file.Exists ? file.Length : 0, file.Exists ? file.LastWriteTimeUtc : row.StartedAt, Interrupted, cancellationToken);
        }
    }

    private async Task CloseAsync(string id, long size, DateTime endedAt, string end, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await database.Recordings.Where(row => row.Id == id && row.EndedAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Size, size).SetProperty(row => row.EndedAt, endedAt).SetProperty(row => row.End, end), cancellationToken);
    }

    private async Task ForgetAsync(string id)
    {
        if (!_running.TryRemove(id, out var recording)) return;
        await recording.DisposeAsync();
        File.Delete(PathOf(id));
    }

    private FileStream Create(string id) => new(PathOf(id), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = OwnersFile,
        BufferSize = 0,
    });

    private string PathOf(string id) => Path.Combine(Folder, id + ".cast");
}
