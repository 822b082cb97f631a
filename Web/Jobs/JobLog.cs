using System.Globalization;
using System.Text;
using Panel.Engine.Native.State;

namespace Panel.Web.Jobs;

/// <summary>Writes the log of one job: two files at most, of which the newer one is written, and both together no larger than the
/// setting.</summary>
/// <remarks>A log that cannot be written ends, and its job goes on.</remarks>
internal sealed class JobLog(JobFiles files, string id, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private FileStream? _file;
    private bool _broken;

    /// <summary>Appends a line.</summary>
    public void Write(JobLine line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{line.Time.ToString("O", CultureInfo.InvariantCulture)} {line.Text}\n");
        lock (_lock)
        {
            if (_broken) return;
            try
            {
                if (_file is { Length: > 0 } full && full.Length + bytes.Length > files.MostBytes / 2) Rotate();
                _file ??= files.Create(id);
                _file.Write(bytes);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _broken = true;
                JobsLog.LogBroken(logger, id, error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _broken = true;
            _file?.Dispose();
        }
    }

    private void Rotate()
    {
        _file!.Dispose();
        _file = null;
        files.Rotate(id);
    }
}
