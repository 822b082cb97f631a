using Panel.Engine.Contract;

namespace Panel.Engine.Native.Registries;

/// <summary>How registries are reached.</summary>
public sealed record RegistryOptions
{
    /// <summary>Address of docker.io's API; empty where Docker Hub is not to be asked.</summary>
    public string Hub { get; set; } = "";

    /// <summary>Address that answers <c>/v1/search</c> for docker.io; empty where there is none.</summary>
    public string HubSearch { get; set; } = "";

    /// <summary>Addresses that are asked for docker.io's images first, in this order.</summary>
    public IReadOnlyList<string> Mirrors { get; set; } = [];

    /// <summary>Registries, as host with an optional port, whose certificate is not checked and that may speak plain HTTP; loopback addresses always may.</summary>
    public IReadOnlyList<string> Insecure { get; set; } = [];

    /// <summary>Holds a folder for each registry with the certificates of its authorities, as <c>registry.example:5000/ca.crt</c>.</summary>
    public string CertificatesDirectory { get; set; } = "/etc/docker/certs.d";

    /// <summary>Hosts that may be told passwords by registries of other domains.</summary>
    public IReadOnlyList<string> TrustedRealms { get; set; } = [];

    /// <summary>Layers that are downloaded at once.</summary>
    public int ParallelDownloads { get; set; } = 3;

    /// <summary>The first pause before another attempt; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a registry may be silent.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Larger blobs are uploaded in pieces of so many bytes.</summary>
    public long ChunkBytes { get; set; } = 64 << 20;

    /// <summary>What is wrong, a sentence each.</summary>
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
