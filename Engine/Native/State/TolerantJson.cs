using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Panel.Engine.Native.State;

/// <summary>Reads what another version wrote. Unknown members are ignored; a member with an unreadable value (a new enum value, another
/// type) counts as absent and is named, so that the caller can decide what must not be done without it.</summary>
internal static class TolerantJson
{
    private const int MostUnread = 64;

    /// <summary>Returns the object, and the JSON paths of the unreadable members.</summary>
    /// <exception cref="JsonException">It is not JSON, or a required member is missing.</exception>
    public static (T Value, IReadOnlyList<string> Unread) Read<T>(ReadOnlySpan<byte> content, JsonTypeInfo<T> type)
        where T : class
    {
        var root = JsonNode.Parse(content) ?? throw new JsonException("it holds null");
        List<string> unread = [];
        while (true)
        {
            try
            {
                return (root.Deserialize(type) ?? throw new JsonException("it holds null"), unread);
            }
            catch (JsonException fault) when (unread.Count < MostUnread && fault.Path is { } path && JsonPath.TryRemove(root, path))
            {
                unread.Add(path);
            }
        }
    }

    /// <summary>Restores the members of <paramref name="former"/> that the writer does not know: those without a property in the type, and
    /// those that were unreadable.</summary>
    public static void Keep(JsonObject written, JsonObject former, JsonTypeInfo type, IReadOnlyList<string> unread)
    {
        KeepUnknown(written, former, type);
        foreach (var path in unread) JsonPath.TryCopy(former, written, path);
    }

    private static void KeepUnknown(JsonObject written, JsonObject former, JsonTypeInfo type)
    {
        foreach (var (name, value) in former)
        {
            var known = type.Properties.FirstOrDefault(property => property.Name == name);
            if (known is null) written[name] = value?.DeepClone();
            else if (value is JsonObject inner && written[name] is JsonObject counterpart
                && type.Options.GetTypeInfo(known.PropertyType) is { Kind: JsonTypeInfoKind.Object } its)
                KeepUnknown(counterpart, inner, its);
        }
    }
}
