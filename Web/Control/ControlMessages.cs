using System.Text.Json.Serialization;

namespace Panel.Web.Control;

// The command "panel" and the running panel, on the socket panel.sock in the run root. Each message is a line of JSON.
//
//   command                                             panel
//      |--- connect; SO_PEERCRED says who it is ---------->|
//      |--- ControlRequest ------------------------------->|
//      |<-- ControlAnswer with Text, any number of times --|
//      |<-- ControlAnswer with Exit, once, then the end ---|
//
// A connection that the command closes cancels its work.

/// <summary>What the command asks for.</summary>
/// <param name="Command">Its name, such as <c>unlock</c>.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ControlRequest(string Command, IReadOnlyList<string> Arguments);

/// <summary>A part of the answer.</summary>
internal sealed record ControlAnswer
{
    /// <summary>A line for the standard output.</summary>
    public string? Text { get; init; }

    /// <summary>Why it failed, in one sentence, for the standard error.</summary>
    public string? Error { get; init; }

    /// <summary>The exit code; with it the answer ends.</summary>
    public int? Exit { get; init; }
}

/// <summary>JSON of the messages.</summary>
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlAnswer))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ControlJson : JsonSerializerContext;
