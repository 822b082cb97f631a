using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Recordings;

/// <summary>Recordings in words.</summary>
internal static class RecordingText
{
    /// <summary>Which one, for readers who do not see the row.</summary>
    public static string Name(TerminalRecording row, DateTimeOffset now) => $"{row.Shell} of {row.UserName} in {row.ContainerName}, {Format.Ago(row.StartedAt, now)}";

    /// <summary>How long it is.</summary>
    public static string Length(TerminalRecording row) => row.EndedAt is { } end ? Format.Duration(end - row.StartedAt) : "runs";
}
