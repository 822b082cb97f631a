using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>A list of strings; a null element becomes an empty string, as in Go.</summary>
internal sealed class TextListConverter : JsonConverter<List<string>>
{
    public override List<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        List<string> texts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) texts.Add(Text.Of(ref reader));
        return texts;
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}

/// <summary>A map of strings; a null value becomes an empty string, as in Go.</summary>
internal sealed class TextMapConverter : JsonConverter<Dictionary<string, string>>
{
    public override Dictionary<string, string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        Dictionary<string, string> texts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            texts[name] = Text.Of(ref reader);
        }

        return texts;
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value) writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}

/// <summary>One string.</summary>
file static class Text
{
    /// <exception cref="JsonException">The value is not a string.</exception>
    public static string Of(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Null => "",
        _ => throw new JsonException(),
    };
}
