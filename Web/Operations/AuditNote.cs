namespace Panel.Web.Operations;

/// <summary>What the caller of an operation knows and the engine does not, for the operation's entry in the audit history. It holds for the calls that are made
/// before it is disposed, also from methods that these call.</summary>
internal sealed class AuditNote : IDisposable
{
    private static readonly AsyncLocal<string?> Noted = new();
    private readonly string? _outer = Noted.Value;

    /// <param name="note">Words for the history; never a secret.</param>
    public AuditNote(string? note)
    {
        if (note is not null) Noted.Value = note;
    }

    public void Dispose() => Noted.Value = _outer;

    /// <summary>The details of an operation with the present note.</summary>
    internal static string? AddTo(string? details) => (details, Noted.Value) switch
    {
        (_, null) => details,
        (null, var note) => note,
        var (own, note) => $"{own} · {note}",
    };
}
