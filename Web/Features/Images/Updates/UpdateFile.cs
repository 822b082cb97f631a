using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;
using Panel.Web.Configuration;

namespace Panel.Web.Features.Images.Updates;

/// <summary>The file with the registries' answers, in the data root. Losing it costs one request per name, so disk errors are only
/// logged.</summary>
public sealed class UpdateFile(PanelOptions options, ILogger<UpdateFile> logger)
{
    private readonly string _path = Path.Combine(options.DataRoot, "image-updates.json");

    /// <summary>The stored answers; empty when there is no readable file.</summary>
    public UpdateChecks Read()
    {
        try
        {
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(_path), UpdateJson.Default.UpdateChecks) ?? new();
            return new() { Names = new(kept.Names.Where(pair => pair.Value is { Local: not null })), Pauses = kept.Pauses ?? [] };
        }
        catch (FileNotFoundException)
        {
            return new();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or ArgumentNullException)
        {
            UpdateLog.Unreadable(logger, DamagedFile.SetAside(_path), error);
            return new();
        }
    }

    /// <summary>Writes the file atomically.</summary>
    public async Task WriteAsync(byte[] content)
    {
        try
        {
            await AtomicFile.WriteAsync(_path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or EngineFailureException)
        {
            UpdateLog.NotKept(logger, _path, error);
        }
    }
}
