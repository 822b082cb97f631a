using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Logs.Syslog;

/// <summary>
/// Forwards a container's log from the file that the engine keeps anyway: nothing is lost while the server or the panel is down, as long as
/// it is still in the log. The position is saved once a second and at the end, so after a crash the lines of the last second may be sent
/// twice.
/// </summary>
/// <param name="config">The container's present configuration; its name may change.</param>
/// <param name="positionFile">The file for the position: the time of the last line in nanoseconds since 1970, and the number of lines with
/// that time that were sent.</param>
/// <param name="time">The clock for saves and attempts.</param>
/// <param name="logger">Logs when the server disappears and comes back.</param>
internal sealed class SyslogForwarder(Func<ContainerConfig> config, string positionFile, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1), s_longest = TimeSpan.FromMinutes(1), s_saving = TimeSpan.FromSeconds(1);
    private readonly SyslogSettings _settings = SyslogSettings.Read(config().Spec.LogOptions);
    private readonly string _host = Environment.MachineName;
    private SyslogPosition _reached = SyslogPosition.Load(positionFile);
    private SyslogPosition _saved;
    private bool _isDown;

    /// <summary>Runs until the log ends or the caller cancels.</summary>
    /// <param name="read">Reads the log from a time on, and follows it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<LogQuery, CancellationToken, IAsyncEnumerable<LogEntry>> read, CancellationToken cancellationToken)
    {
        for (var pause = s_shortest; ; pause = pause * 2 < s_longest ? pause * 2 : s_longest)
        {
            try
            {
                using var connection = await SyslogConnection.OpenAsync(_settings, cancellationToken);
                if (_isDown) logger.SyslogBack(config().Name, _settings.Address);
                (_isDown, pause) = (false, s_shortest);
                await SendAllAsync(read(new LogQuery { Follow = true, SinceUnixNanoseconds = _reached.UnixNanoseconds }, cancellationToken), connection, cancellationToken);
                return;
            }
            catch (SocketException error)
            {
                if (!_isDown) logger.SyslogDown(error, config().Name, _settings.Address);
                _isDown = true;
                await Task.Delay(pause, time, cancellationToken);
            }
            finally
            {
                Save();
            }
        }
    }

    private async Task SendAllAsync(IAsyncEnumerable<LogEntry> entries, SyslogConnection connection, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var known = _reached;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (known.TakesNext(entry.UnixNanoseconds)) continue;
            await connection.SendAsync(SyslogMessage.Write(_settings, SyslogTag.Of(_settings.Tag, config()), _host, entry), cancellationToken);
            _reached = _reached.After(entry.UnixNanoseconds);
            if (time.GetElapsedTime(since) < s_saving) continue;
            Save();
            since = time.GetTimestamp();
        }
    }

    private void Save()
    {
        if (_saved == _reached) return;
        try
        {
            _reached.Save(positionFile);
            _saved = _reached;
        }
        catch (DirectoryNotFoundException)
        {
            // The container was removed, and its log with it.
        }
        catch (Exception error) when (error is IOException or EngineFailureException)
        {
            // The disk is full: at worst, lines are sent twice.
            logger.SyslogPositionNotSaved(error, config().Name);
        }
    }
}
