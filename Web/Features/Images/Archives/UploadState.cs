namespace Panel.Web.Features.Images.Archives;

/// <summary>An upload of a page: under way, or how it ended.</summary>
public sealed class UploadState
{
    /// <summary>Name of the file; null for none.</summary>
    public string? File { get; private set; }

    public bool IsRunning { get; private set; }

    /// <summary>Whether the last one failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>How the last one ended, in one sentence.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Bytes that are sent.</summary>
    public long Sent { get; set; }

    /// <summary>All bytes.</summary>
    public long Total { get; set; }

    /// <summary>All is sent; the panel reads it to its end and verifies it.</summary>
    public bool IsVerifying => IsRunning && Total > 0 && Sent >= Total;

    internal void Begin(string file) => (File, IsRunning, Failed, Outcome, Sent, Total) = (file, true, false, null, 0, 0);

    internal void End(bool succeeded, string sentence) => (IsRunning, Failed, Outcome) = (false, !succeeded, sentence);

    internal void Dismiss() => (File, Outcome) = (null, null);
}
