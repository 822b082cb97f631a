using System.Text.RegularExpressions;

namespace Panel.Web.Features.Audit;

/// <summary>Texts for rows of the audit history.</summary>
internal static partial class AuditText
{
    /// <summary>The result.</summary>
    public static string Word(AuditResult result) => result == AuditResult.Started ? "No outcome yet" : result.ToString();

    /// <summary>The colour of the result's dot.</summary>
    public static string Css(AuditResult result) => result switch
    {
        AuditResult.Succeeded => "running",
        AuditResult.Refused or AuditResult.Failed => "bad",
        AuditResult.Interrupted => "restarting",
        _ => "created",
    };

    /// <summary>The whole name and the kind of actor; for a certificate also its hash, because several may have the same name.</summary>
    public static string Actor(AuditEntry row) => row.ActorName + " · " + row.ActorKind switch
    {
        ActorKind.System => "The panel itself",
        ActorKind.Anonymous => "Not signed in",
        ActorKind.User => "Signed in to the panel",
        ActorKind.LinuxUser => "User of this machine",
        ActorKind.Container => "Container that was given the Docker API's socket",
        ActorKind.Certificate => $"Client certificate, SHA-256 {row.ActorId}",
        _ => "A kind that only a newer version of the panel knows",
    };

    /// <summary>Message and details in one line.</summary>
    public static string More(AuditEntry row) => string.Join(" · ", new[] { row.Message, row.Details }.Where(text => !string.IsNullOrEmpty(text)));

    /// <summary>Id of the recording of the row's terminal; null when there is none.</summary>
    public static string? Recording(AuditEntry row) => RecordingNote().Match(row.Details ?? "") is { Success: true } match ? match.Groups[1].Value : null;

    // The format of TerminalSessions.
    [GeneratedRegex(" · recording ([0-9a-f]{32})$")]
    private static partial Regex RecordingNote();
}
