using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Opens sessions with the registries in image names.</summary>
public sealed class RegistryEndpoints(RegistryOptions options, TimeProvider time)
{
    public RegistryOptions Options => options;

    /// <summary>Opens a session with the registry itself.</summary>
    public RegistrySession Open(string domain, RegistryAccess access) => new(AddressOf(domain), access, options, time);

    /// <summary>Opens sessions with all hosts that may have the image, mirrors of Docker Hub first; a mirror never gets the account.</summary>
    public IEnumerable<(RegistrySession Session, bool IsMirror)> OpenForPull(string domain, RegistryAccess access)
    {
        if (domain == RegistryAddress.HubName)
        {
            foreach (var mirror in options.Mirrors) yield return (new RegistrySession(RegistryAddress.Parse(domain, mirror), RegistryAccess.Anonymous, options, time), true);
        }
        yield return (Open(domain, access), false);
    }

    private RegistryAddress AddressOf(string domain) =>
        domain != RegistryAddress.HubName ? new(domain, domain, null)
        : options.Hub.Length == 0 ? new(domain, "", null)
        : RegistryAddress.Parse(domain, options.Hub);
}
