using Panel.Engine.Contract;

namespace Panel.Engine.Native.Specs;

/// <summary>mount(8)'s words for the propagation of a bind.</summary>
internal static class MountPropagation
{
    // mount(2)
    private const int Recursive = 0x4000, Private = 1 << 18, Slave = 1 << 19, Shared = 1 << 20;

    /// <summary>Docker's words.</summary>
    public static IReadOnlyList<string> Words { get; } = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];

    /// <summary>Flags for mount(2). Mounts inside a container with a user namespace never reach the host, so shared becomes slave there.</summary>
    public static int Flags(string? word, bool hasUserNamespace) => word switch
    {
        "private" => Private,
        "slave" => Slave,
        "rslave" => Slave | Recursive,
        "shared" => hasUserNamespace ? Slave : Shared,
        "rshared" => (hasUserNamespace ? Slave : Shared) | Recursive,
        _ => Private | Recursive,
    };

    /// <summary>A sentence about propagation that is weaker than requested; null if there is none.</summary>
    public static string? WarningOf(MountSpec mount) => mount.Propagation is "shared" or "rshared"
        ? $"Mounts that the container makes below {mount.Target} do not reach the host, because it has a user namespace; the host's mounts reach the container."
        : null;
}
