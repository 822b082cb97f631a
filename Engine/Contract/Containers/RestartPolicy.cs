namespace Panel.Engine.Contract;

/// <summary>What the engine does when a container exits.</summary>
/// <param name="Kind">When the engine starts it again.</param>
/// <param name="MaximumRetries">For <see cref="RestartPolicyKind.OnFailure"/>: the most restarts; 0 means unlimited.</param>
public sealed record RestartPolicy(RestartPolicyKind Kind, int MaximumRetries = 0)
{
    /// <summary>Never start it again.</summary>
    public static RestartPolicy No { get; } = new(RestartPolicyKind.No);
}

/// <summary>When an exited container starts again.</summary>
public enum RestartPolicyKind
{
    /// <summary>Never.</summary>
    No,

    /// <summary>When its exit code is not 0.</summary>
    OnFailure,

    /// <summary>Always, except after a person stopped it, even after a restart of the engine.</summary>
    UnlessStopped,

    /// <summary>Always; after a person stopped it, from the engine's next start.</summary>
    Always,
}
