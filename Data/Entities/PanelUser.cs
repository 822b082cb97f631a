using Microsoft.AspNetCore.Identity;

namespace Panel.Data;

/// <summary>A person who signs in.</summary>
public sealed class PanelUser : IdentityUser
{
    /// <summary>The person's role.</summary>
    public PanelRole Role { get; set; }

    /// <summary>A disabled person keeps the account and its history but cannot sign in.</summary>
    public bool Disabled { get; set; }

    /// <summary>When the account was created, UTC.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>The last sign-in, UTC; null when there was none.</summary>
    public DateTime? LastSignInAt { get; set; }

    /// <summary>When somebody lifted the lock that failed sign-ins put on the name, UTC; earlier failures do not count. Null if nobody
    /// did.</summary>
    public DateTime? UnlockedAt { get; set; }
}
