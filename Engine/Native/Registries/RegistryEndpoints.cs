using Panel.Engine.Contract;

namespace Panel.Engine.Native.Registries;

/// <summary>Makes sessions with the registries that names tell.</summary>
internal sealed class RegistryEndpoints(RegistryOptions options, TimeProvider time)
{
    public RegistryOptions Options => options;

    /// <summary>With the registry itself.</summary>
    public RegistrySession Open(string domain, RegistryAccess access) => new(AddressOf(domain), access, options, time);

    /// <summary>With each that may have the image, the mirrors of Docker Hub first; a mirror is never told the account.</summary>
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
