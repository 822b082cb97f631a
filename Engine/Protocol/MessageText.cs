using System.Buffers;
using System.Text.Json;

namespace Panel.Engine.Protocol;

/// <summary>The lines of <see cref="ProtocolJson"/> as the shim writes and reads them, member by member.</summary>
public static class MessageText
{
    /// <summary>The message as a line, including its line end.</summary>
    public static byte[] Line(ShimMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, Name(message.Kind));
            Write(json, "pid"u8, message.Pid);
            Write(json, "shimPid"u8, message.ShimPid);
            Write(json, "startTimeTicks"u8, message.StartTimeTicks);
            Write(json, "step"u8, message.Step);
            Write(json, "errno"u8, message.Errno);
            Write(json, "path"u8, message.Path);
            Write(json, "message"u8, message.Message);
            Write(json, "exitCode"u8, message.ExitCode);
            if (message.Exit is { } exit)
            {
                json.WritePropertyName("exit"u8);
                Write(json, exit);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Text(ExitRecord exit)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, exit);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Parses a request. Unknown members are ignored; a member with a value of another type, as a newer engine might send, counts
    /// as absent.</summary>
    /// <exception cref="JsonException">It is not JSON or has no known kind.</exception>
    public static ShimRequest Request(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("expected an object with a kind");
        ShimRequestKind? kind = null;
        int? signal = null, rows = null, columns = null, streams = null;
        bool? closeInput = null, position = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("kind"u8))
                kind = Kind(ref json);
            else if (json.ValueTextEquals("signal"u8))
                signal = Number(ref json);
            else if (json.ValueTextEquals("rows"u8))
                rows = Number(ref json);
            else if (json.ValueTextEquals("columns"u8))
                columns = Number(ref json);
            else if (json.ValueTextEquals("streams"u8))
                streams = Number(ref json);
            else if (json.ValueTextEquals("closeInput"u8))
                closeInput = Flag(ref json);
            else if (json.ValueTextEquals("position"u8))
                position = Flag(ref json);
            else
                json.Skip();
        }

        return new ShimRequest
        {
            Kind = kind ?? throw new JsonException("expected an object with a kind"),
            Signal = signal,
            Rows = rows,
            Columns = columns,
            Streams = streams,
            CloseInput = closeInput,
            Position = position,
        };
    }

    private static ShimRequestKind Kind(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            if (json.ValueTextEquals("Subscribe"u8))
                return ShimRequestKind.Subscribe;
            if (json.ValueTextEquals("Kill"u8))
                return ShimRequestKind.Kill;
            if (json.ValueTextEquals("Resize"u8))
                return ShimRequestKind.Resize;
            if (json.ValueTextEquals("Attach"u8))
                return ShimRequestKind.Attach;
        }

        // Whatever it is: the connection stays open, and the client gets an error.
        throw new JsonException("the kind must be Subscribe, Kill, Resize or Attach");
    }

    private static int? Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
            return json.TryGetInt32(out var number) ? number : null;
        json.Skip();
        return null;
    }

    private static bool? Flag(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
            return json.TokenType == JsonTokenType.True;
        json.Skip();
        return null;
    }

    private static void Write(Utf8JsonWriter json, ExitRecord exit)
    {
        json.WriteStartObject();
        json.WriteNumber("exitCode"u8, exit.ExitCode);
        json.WriteBoolean("oomKilled"u8, exit.OomKilled);
        json.WriteNumber("finishedUnixNanoseconds"u8, exit.FinishedUnixNanoseconds);
        Write(json, "error"u8, exit.Error);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static ReadOnlySpan<byte> Name(ShimMessageKind kind) => kind switch
    {
        ShimMessageKind.Started => "Started"u8,
        ShimMessageKind.Failed => "Failed"u8,
        ShimMessageKind.Oom => "Oom"u8,
        ShimMessageKind.Exited => "Exited"u8,
        ShimMessageKind.Released => "Released"u8,
        _ => "Error"u8,
    };
}
