namespace Panel.Engine.Contract;

/// <summary>The results of a connection test.</summary>
public enum RegistryCheckOutcome
{
    /// <summary>It accepts the account.</summary>
    SignedIn,

    /// <summary>It answers without an account.</summary>
    Open,

    /// <summary>It requires an account, and none was given.</summary>
    AccountNeeded,

    /// <summary>It does not accept the account.</summary>
    AccountRefused,

    /// <summary>A server that is not a registry answers.</summary>
    NoRegistry,

    /// <summary>Its certificate is not trusted, or it does not speak TLS.</summary>
    NotTrusted,

    /// <summary>Nothing answers, or the server fails.</summary>
    Unreachable,
}

/// <summary>The result of a connection test.</summary>
/// <param name="Outcome">The result.</param>
/// <param name="Sentence">The result for people, with what would be right.</param>
public sealed record RegistryCheck(RegistryCheckOutcome Outcome, string Sentence)
{
    /// <summary>Whether images are accessible with this account, or without one.</summary>
    public bool IsGood => Outcome is RegistryCheckOutcome.SignedIn or RegistryCheckOutcome.Open;
}
