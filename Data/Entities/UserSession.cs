namespace Panel.Data;

/// <summary>A sign-in that holds. Its row goes when it ends, and whoever shows its cookie afterwards is nobody.</summary>
public sealed class UserSession
{
    /// <summary>32 random hexadecimal digits; the cookie names them.</summary>
    public required string Id { get; set; }

    /// <summary>Whose it is; it goes with the account.</summary>
    public required string UserId { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>When it was last used, UTC, to the minute.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>Address that it was last used from; null when that is not known.</summary>
    public string? RemoteAddress { get; set; }

    /// <summary>What the browser calls itself; null when it does not.</summary>
    public string? UserAgent { get; set; }
}
