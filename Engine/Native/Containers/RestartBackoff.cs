using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>Decides whether and when an exited container starts again: after 100 ms, doubling up to a minute, and again from 100 ms after a
/// run of 10 s.</summary>
internal sealed class RestartBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private TimeSpan _next = First;

    /// <summary>The delay before the next start, after a run of this length.</summary>
    public TimeSpan Next(TimeSpan ran)
    {
        if (ran >= Settled) _next = First;
        var delay = _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }

    /// <summary>A person started or stopped it: starts again at the shortest delay.</summary>
    public void Reset() => _next = First;

    /// <summary>Whether the policy starts it again.</summary>
    public static bool ShouldRestart(RestartPolicy policy, int exitCode, int restarts, bool manuallyStopped) => !manuallyStopped && policy.Kind switch
    {
        RestartPolicyKind.Always or RestartPolicyKind.UnlessStopped => true,
        RestartPolicyKind.OnFailure => exitCode != 0 && (policy.MaximumRetries == 0 || restarts < policy.MaximumRetries),
        _ => false,
    };

    /// <summary>Whether the policy starts it together with the engine: "always" ignores a person's stop, and only a container that has run
    /// before is started.</summary>
    public static bool ShouldStartWithEngine(RestartPolicy policy, ContainerState state, bool manuallyStopped) =>
        state.StartedAt is not null
        && ShouldRestart(policy, state.ExitCode, state.RestartCount, manuallyStopped && policy.Kind != RestartPolicyKind.Always);
}
