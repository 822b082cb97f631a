using System.Text.Json;
using System.Text.Json.Serialization;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>The choices for the default network, made once.</summary>
internal sealed record BridgeRecord(string Subnet)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Reads the record; null when there is none.</summary>
    /// <exception cref="DamagedStateException">It cannot be read or understood.</exception>
    public static BridgeRecord? Read(string path)
    {
        var (record, unread) = Path.Exists(path) ? DamagedStateException.ReadTolerantly(path, BridgeJson.Default.BridgeRecord) : (null, []);
        return unread.Count == 0 ? record : throw new DamagedStateException(path, $"this version does not understand {string.Join(", ", unread)}");
    }

    /// <summary>Writes the record.</summary>
    public void Write(string path)
    {
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!, Private);
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, BridgeJson.Default.BridgeRecord));
    }
}

[JsonSerializable(typeof(BridgeRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class BridgeJson : JsonSerializerContext;
