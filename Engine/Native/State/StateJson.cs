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

/// <summary>An engine file that cannot be read or understood.</summary>
internal sealed class DamagedStateException(string path, string reason, Exception? inner = null)
    : Exception($"{path} cannot be read: {reason}", inner)
{
    /// <summary>Reads a file that another version may have written, see <see cref="TolerantJson"/>.</summary>
    /// <exception cref="DamagedStateException">It is missing, cannot be read from the disk, or does not contain such an object.</exception>
    public static (T Value, IReadOnlyList<string> Unread) ReadTolerantly<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return TolerantJson.Read(File.ReadAllBytes(path), type);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamagedStateException(path, "it is missing", exception);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException
            or IOException or UnauthorizedAccessException)
        {
            throw new DamagedStateException(path, Words(exception), exception);
        }
    }

    // For people; the serializer's own words are for programmers, and go into the log.
    private static string Words(Exception fault) => fault switch
    {
        JsonException { Path: null or "$", LineNumber: { } line, BytePositionInLine: { } position } => $"line {line + 1} makes no sense from byte {position + 1} on; the file is torn or empty",
        JsonException or NotSupportedException or ArgumentException or InvalidOperationException => "it is JSON, but not of a shape that this version knows",
        UnauthorizedAccessException => "the panel may not read it, or it is a directory",
        _ => "the disk cannot read it",
    };

    /// <summary>Reads an object, and reports every kind of damage with this one exception.</summary>
    public static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new DamagedStateException(path, "it holds null");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            throw new DamagedStateException(path, Words(exception), exception);
        }
    }
}
