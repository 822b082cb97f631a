namespace Panel.Web.Features.Audit;

/// <summary>Rows of the audit history in words.</summary>
internal static class AuditText
{
    /// <summary>The result.</summary>
    public static string Word(AuditResult result) => result == AuditResult.Started ? "No outcome yet" : result.ToString();

    /// <summary>Colour of the result's dot.</summary>
    public static string Css(AuditResult result) => result switch
    {
        AuditResult.Succeeded => "running",
        AuditResult.Refused or AuditResult.Failed => "bad",
        AuditResult.Interrupted => "restarting",
        _ => "created",
    };

    /// <summary>Message and details in one line.</summary>
    public static string More(AuditEntry row) => string.Join(" · ", new[] { row.Message, row.Details }.Where(text => !string.IsNullOrEmpty(text)));
}
