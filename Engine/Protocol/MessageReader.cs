using System.Text.Json;

namespace Panel.Engine.Protocol;

/// <summary>Reads messages from a shim of any version, for the engine. An unknown kind is ignored; a member with an unknown value counts as
/// absent. <see cref="MessageText"/> writes the messages, and does the same for requests.</summary>
public static class MessageReader
{
    /// <summary>Parses the message in a line; null when there is none, or none that this version knows.</summary>
    public static ShimMessage? Message(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object && Kind(json.RootElement) is { } kind ? Message(kind, json.RootElement) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The second: text with half a surrogate pair.
            return null;
        }
    }

    /// <summary>The record; null without an exit code.</summary>
    public static ExitRecord? Exit(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Number(json, "exitCode") is not { } code) return null;
        return new ExitRecord
        {
            ExitCode = (int)code,
            OomKilled = json.TryGetProperty("oomKilled", out var killed) && killed.ValueKind == JsonValueKind.True,
            FinishedUnixNanoseconds = Long(json, "finishedUnixNanoseconds") ?? (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100,
            Error = Text(json, "error"),
        };
    }

    private static ShimMessage Message(ShimMessageKind kind, JsonElement json) => new()
    {
        Kind = kind,
        Pid = Number(json, "pid"),
        ShimPid = Number(json, "shimPid"),
        StartTimeTicks = Long(json, "startTimeTicks"),
        Step = Text(json, "step"),
        Errno = Number(json, "errno"),
        Path = Text(json, "path"),
        Message = Text(json, "message"),
        ExitCode = Number(json, "exitCode"),
        Exit = json.TryGetProperty("exit", out var exit) ? Exit(exit) : null,
    };

    // By name only, because a number would match any kind.
    private static ShimMessageKind? Kind(JsonElement json) => Text(json, "kind") is { } name
        && Array.IndexOf(Enum.GetNames<ShimMessageKind>(), name) is >= 0 and var index ? Enum.GetValues<ShimMessageKind>()[index] : null;

    private static int? Number(JsonElement json, string name) => Long(json, name) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static long? Long(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
