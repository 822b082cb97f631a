using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Recordings;

/// <summary>Texts for recordings.</summary>
internal static class RecordingText
{
    /// <summary>The recording's name, for readers who do not see the row.</summary>
    public static string Name(TerminalRecording row, DateTimeOffset now) => $"{row.Shell} of {row.UserName} in {row.ContainerName}, {Format.Ago(row.StartedAt, now)}";

    /// <summary>The length.</summary>
    public static string Length(TerminalRecording row) => row.EndedAt is { } end ? Format.Duration(end - row.StartedAt) : "runs";
}
