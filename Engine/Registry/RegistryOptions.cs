using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>The access to registries.</summary>
public sealed record RegistryOptions
{
    /// <summary>Address of docker.io's API; empty turns Docker Hub off.</summary>
    public string Hub { get; set; } = "";

    /// <summary>Address that answers <c>/v1/search</c> for docker.io; empty if there is none.</summary>
    public string HubSearch { get; set; } = "";

    /// <summary>Mirrors to ask first for docker.io's images, in this order.</summary>
    public IReadOnlyList<string> Mirrors { get; set; } = [];

    /// <summary>Registries, as host with an optional port, that may have any certificate or use plain HTTP; loopback addresses always
    /// may.</summary>
    public IReadOnlyList<string> Insecure { get; set; } = [];

    /// <summary>Directory with a folder for each registry that contains its authorities' certificates, such as
    /// <c>registry.example:5000/ca.crt</c>.</summary>
    public string CertificatesDirectory { get; set; } = "/etc/docker/certs.d";

    /// <summary>Hosts to which registries of other domains may have passwords sent.</summary>
    public IReadOnlyList<string> TrustedRealms { get; set; } = [];

    /// <summary>The number of simultaneous layer downloads.</summary>
    public int ParallelDownloads { get; set; } = 3;

    /// <summary>The first pause before another attempt; each further pause is twice as long.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest silence of a registry.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Larger blobs are uploaded in pieces of this size.</summary>
    public long ChunkBytes { get; set; } = 64 << 20;

    /// <summary>What is wrong, one sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, address) in new[] { ("Hub", Hub), ("HubSearch", HubSearch) }.Concat(Mirrors.Select(mirror => ("Mirrors", mirror))))
        {
            if (address.Length > 0 && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                yield return $"Panel:Registries:{name} '{address}' must be an address such as 'https://mirror.example'.";
        }
        foreach (var host in Insecure.Where(host => !RegistryAddress.IsHost(host)))
            yield return $"Panel:Registries:Insecure '{host}' must be a host with an optional port, such as 'registry.example:5000'.";
        if (ParallelDownloads is < 1 or > 32) yield return $"Panel:Registries:ParallelDownloads is {ParallelDownloads}, but must be between 1 and 32.";
    }
}
