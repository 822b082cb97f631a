using System.Text.Json;
using System.Text.Json.Serialization;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Web.Configuration;

namespace Panel.Web.Schedules;

/// <summary>When each schedule ran last: <c>schedules.json</c> in the data root. Without the file, every schedule begins anew, so disk errors
/// are only logged.</summary>
internal sealed class ScheduleFile(PanelOptions options, ILogger<ScheduleFile> logger)
{
    private readonly Lock _lock = new();
    private Dictionary<string, DateTimeOffset>? _times;

    private string FilePath => Path.Combine(options.DataRoot, "schedules.json");

    /// <summary>The last run; null when there was none.</summary>
    public DateTimeOffset? LastRun(string name)
    {
        lock (_lock) return (_times ??= Read()).TryGetValue(name, out var time) ? time : null;
    }

    /// <summary>Records a run, or forgets it.</summary>
    public void Set(string name, DateTimeOffset? time)
    {
        lock (_lock)
        {
            _times ??= Read();
            if (time is { } run) _times[name] = run;
            else if (!_times.Remove(name)) return;
            try
            {
                AtomicFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(_times, ScheduleJson.Default.DictionaryStringDateTimeOffset));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or EngineFailureException)
            {
                ScheduleLog.NotKept(logger, FilePath, error);
            }
        }
    }

    private Dictionary<string, DateTimeOffset> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), ScheduleJson.Default.DictionaryStringDateTimeOffset) ?? [];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            ScheduleLog.Unreadable(logger, DamagedFile.SetAside(FilePath), error);
            return [];
        }
    }
}

/// <summary>JSON of the file.</summary>
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
