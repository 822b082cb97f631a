using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Engine.Native.State;

/// <summary>JSON of the engine's own state.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ContainerConfig))]
[JsonSerializable(typeof(ContainerStateRecord))]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class StateJson : JsonSerializerContext;

/// <summary>A file of the engine that cannot be read or understood.</summary>
internal sealed class DamagedStateException(string path, string reason, Exception? inner = null)
    : Exception($"{path} cannot be read: {reason}", inner)
{
    /// <summary>Reads an object, and tells every way in which a file can be wrong by this one exception.</summary>
    public static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new DamagedStateException(path, "it holds null");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            throw new DamagedStateException(path, exception.Message, exception);
        }
    }
}
