namespace Panel.Data;

/// <summary>A valid sign-in. Its row is deleted when it ends; its cookie is then worthless.</summary>
public sealed class UserSession
{
    /// <summary>32 random hexadecimal digits, which the cookie contains.</summary>
    public required string Id { get; set; }

    /// <summary>Id of its user; the session is deleted with the account.</summary>
    public required string UserId { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>When it was last used, UTC, to the minute.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>The address of its last use; null if unknown.</summary>
    public string? RemoteAddress { get; set; }

    /// <summary>The browser's user agent; null without one.</summary>
    public string? UserAgent { get; set; }
}
