using Panel.Engine.Contract;

namespace Panel.Engine.Native.Seccomp;

/// <summary>Return values of a seccomp filter (seccomp(2), linux/seccomp.h).</summary>
public static class SeccompAction
{
    public const uint KillProcess = 0x80000000;
    public const uint KillThread = 0;
    public const uint Trap = 0x00030000;
    public const uint Errno = 0x00050000;
    public const uint Trace = 0x7ff00000;
    public const uint Log = 0x7ffc0000;
    public const uint Allow = 0x7fff0000;

    private const int Eperm = 1;

    /// <summary>The return value of a named action.</summary>
    /// <exception cref="InvalidInputException">The name is unknown, or needs a listener, which the engine does not have.</exception>
    public static uint Parse(string name, int? errno) => name switch
    {
        "SCMP_ACT_ALLOW" => Allow,
        "SCMP_ACT_ERRNO" => Errno | (ushort)(errno ?? Eperm),
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => KillThread,
        "SCMP_ACT_KILL_PROCESS" => KillProcess,
        "SCMP_ACT_TRAP" => Trap,
        "SCMP_ACT_LOG" => Log,
        "SCMP_ACT_TRACE" => Trace | (ushort)(errno ?? Eperm),
        _ => throw new InvalidInputException($"The seccomp action \"{name}\" is not supported; use SCMP_ACT_ALLOW, ERRNO, KILL, KILL_PROCESS, TRAP, TRACE or LOG.", "Security.SeccompProfile"),
    };
}
