using Panel.Engine.Contract;
using Panel.Engine.Native.Seccomp;

namespace Panel.Engine.Native.Security;

/// <summary>The system calls that a container may make, by what its specification asks for.</summary>
internal static class SeccompChoice
{
    /// <summary>The filter's file; null for none.</summary>
    /// <exception cref="InvalidInputException">The profile is wrong.</exception>
    public static string? FileFor(this SeccompFilters filters, SecurityOptions options) => SecurityReport.Seccomp(options) switch
    {
        SeccompMode.Unconfined => null,
        SeccompMode.Custom => filters.FileFor(SeccompProfiles.Parse(options.SeccompProfile!), Capabilities(options)),
        _ => filters.FileFor(SeccompProfiles.Default, Capabilities(options)),
    };

    private static HashSet<string> Capabilities(SecurityOptions options) => CapabilitySet.Names(CapabilitySet.Mask(options)).ToHashSet();
}
