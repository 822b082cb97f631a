using System.Buffers;
using System.Globalization;

namespace Panel.Web.Features.Audit;

/// <summary>Writes the audit history as CSV (RFC 4180) that a spreadsheet shows but does not execute.</summary>
public static class AuditCsv
{
    /// <summary>The columns' names.</summary>
    public const string Header = "Time,CompletedAt,Actor,ActorKind,RemoteAddress,Operation,Target,Result,Message,Details";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n;\t");

    /// <summary>One row, without its line end.</summary>
    public static string Row(AuditEntry entry) => string.Join(',', new[]
    {
        Time(entry.Time), entry.CompletedAt is { } completed ? Time(completed) : "", entry.ActorName, entry.ActorKind.ToString(), entry.RemoteAddress ?? "",
        entry.Operation, entry.Target, entry.Result.ToString(), entry.Message ?? "", entry.Details ?? "",
    }.Select(Cell));

    /// <summary>A cell: quoted where RFC 4180 requires it, with an apostrophe before text that a spreadsheet would read as a formula
    /// (OWASP, "CSV injection").</summary>
    public static string Cell(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        var safe = text is ['\t' or '\r' or '\n', ..] || trimmed is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny(NeedQuotes) ? "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : safe;
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
