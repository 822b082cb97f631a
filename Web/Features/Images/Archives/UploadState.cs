namespace Panel.Web.Features.Images.Archives;

/// <summary>A page's upload: running, or how it ended.</summary>
public sealed class UploadState
{
    /// <summary>The file's name; null if there is no upload.</summary>
    public string? File { get; private set; }

    public bool IsRunning { get; private set; }

    /// <summary>Whether the last one failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>How the last one ended, in one sentence.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Bytes sent so far.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes in total.</summary>
    public long Total { get; set; }

    /// <summary>Whether everything is sent and the panel is reading and verifying it.</summary>
    public bool IsVerifying => IsRunning && Total > 0 && Sent >= Total;

    internal void Begin(string file) => (File, IsRunning, Failed, Outcome, Sent, Total) = (file, true, false, null, 0, 0);

    internal void End(bool succeeded, string sentence) => (IsRunning, Failed, Outcome) = (false, !succeeded, sentence);

    internal void Dismiss() => (File, Outcome) = (null, null);
}
