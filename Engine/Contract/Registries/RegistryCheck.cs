namespace Panel.Engine.Contract;

/// <summary>How an attempt to speak with a registry went.</summary>
public enum RegistryCheckOutcome
{
    /// <summary>It takes the account.</summary>
    SignedIn,

    /// <summary>It answers, and did not ask who it is.</summary>
    Open,

    /// <summary>It answers, but wants an account and none was given.</summary>
    AccountNeeded,

    /// <summary>It answers, but does not take the account.</summary>
    AccountRefused,

    /// <summary>Something answers there that is no registry.</summary>
    NoRegistry,

    /// <summary>Its certificate is not trusted, or it does not speak TLS.</summary>
    NotTrusted,

    /// <summary>Nothing answers there, or it fails.</summary>
    Unreachable,
}

/// <summary>The end of an attempt to speak with a registry.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Sentence">The same for people, with what would be right.</param>
public sealed record RegistryCheck(RegistryCheckOutcome Outcome, string Sentence)
{
    /// <summary>Whether images can be had with this account, or without one.</summary>
    public bool IsGood => Outcome is RegistryCheckOutcome.SignedIn or RegistryCheckOutcome.Open;
}
