namespace Panel.Engine.Contract;

/// <summary>Names of capabilities, in the forms that callers write.</summary>
public static class CapabilityNames
{
    /// <summary>The word for every capability.</summary>
    public const string All = "ALL";

    /// <summary>The fourteen that a container has by default, which are Docker's, without <c>CAP_</c>.</summary>
    public static IReadOnlySet<string> Default { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "NET_BIND_SERVICE", "NET_RAW", "SYS_CHROOT", "MKNOD", "AUDIT_WRITE", "SETFCAP",
    };

    /// <summary>In capitals and without <c>CAP_</c>.</summary>
    public static string Normalize(string name)
    {
        var upper = name.Trim().ToUpperInvariant();
        return upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper[4..] : upper;
    }
}
