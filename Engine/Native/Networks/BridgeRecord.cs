using System.Text.Json;
using System.Text.Json.Serialization;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>What was chosen once for the default network.</summary>
internal sealed record BridgeRecord(string Subnet)
{
    /// <summary>Reads it; null when there is none or it is torn.</summary>
    public static BridgeRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), BridgeJson.Default.BridgeRecord);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            // A torn file, or one that cannot be read, says nothing; a subnet is chosen anew, and live containers keep theirs by their leases.
            return null;
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, BridgeJson.Default.BridgeRecord));
    }
}

[JsonSerializable(typeof(BridgeRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class BridgeJson : JsonSerializerContext;
