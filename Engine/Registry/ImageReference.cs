using System.Text.RegularExpressions;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>A name of an image, normalised as Docker does: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>.</summary>
public sealed partial record ImageReference
{
    private const string OfficialPrefix = "library/";
    private const int MaxNameLength = 255;

    private ImageReference(string domain, string path, string? tag, string? digest) => (Domain, Path, Tag, Digest) = (domain, path, tag, digest);

    /// <summary>Registry, such as docker.io or localhost:5000.</summary>
    public string Domain { get; }

    /// <summary>Repository below it, such as library/busybox.</summary>
    public string Path { get; }

    /// <summary>Tag; null when only a digest is given.</summary>
    public string? Tag { get; }

    /// <summary><c>sha256:…</c>, or null.</summary>
    public string? Digest { get; }

    /// <summary>The full reference.</summary>
    public string Canonical => Suffixed($"{Domain}/{Path}");

    /// <summary>The reference as Docker shows it: without docker.io and library.</summary>
    public string Familiar => Suffixed(Domain != RegistryDomain.DockerHub ? $"{Domain}/{Path}"
        : Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && !Path[OfficialPrefix.Length..].Contains('/') ? Path[OfficialPrefix.Length..] : Path);

    /// <summary>The full name of the repository, such as docker.io/library/busybox.</summary>
    public string Repository => $"{Domain}/{Path}";

    /// <summary>The same repository by digest alone.</summary>
    public ImageReference WithDigest(string digest) => new(Domain, Path, null, digest);

    /// <summary>The same repository with another tag.</summary>
    public ImageReference WithTag(string tag) => new(Domain, Path, tag, null);

    /// <inheritdoc/>
    public override string ToString() => Familiar;

    /// <summary>Parses a reference; without a tag and digest, the tag is latest.</summary>
    /// <exception cref="InvalidInputException">Says what is wrong and what would be right.</exception>
    public static ImageReference Parse(string text, string? field = null)
    {
        var fault = Explain(text, out var reference);
        return reference ?? throw new InvalidInputException($"'{Shorten(text)}' is not an image reference: {fault}", field);
    }

    /// <summary>Parses a new name for an image, which has no digest.</summary>
    /// <exception cref="InvalidInputException">Says what is wrong and what would be right.</exception>
    public static ImageReference ParseTag(string text, string? field = null)
    {
        var reference = Parse(text, field);
        return reference.Digest is null ? reference
            : throw new InvalidInputException($"'{Shorten(text)}' names a digest; a name is needed, such as '{new ImageReference(reference.Domain, reference.Path, reference.Tag ?? "latest", null).Familiar}'.", field);
    }

    /// <summary>Parses the text; false when it is not a reference.</summary>
    public static bool TryParse(string text, out ImageReference? reference)
    {
        Explain(text, out reference);
        return reference is not null;
    }

    private static string? Explain(string text, out ImageReference? reference)
    {
        reference = null;
        if (string.IsNullOrWhiteSpace(text)) return "it is empty; give a name such as 'busybox:latest'.";
        if (text.Length > 1024) return "it is longer than 1024 characters.";
        if (text != text.Trim()) return $"it has spaces around it; write '{Shorten(text.Trim())}'.";
        if (text.Contains("://", StringComparison.Ordinal)) return "it has a scheme; write it as 'registry.example/name:tag'.";

        var (rest, digest) = Cut(text, text.IndexOf('@'));
        if (digest is not null && !DigestPattern().IsMatch(digest)) return "its digest must be 'sha256:' and 64 hexadecimal digits.";
        var colon = rest.LastIndexOf(':');
        (rest, var tag) = Cut(rest, colon > rest.LastIndexOf('/') ? colon : -1);
        if (tag is not null && !TagPattern().IsMatch(tag))
            return "its tag must be 1 to 128 letters, digits, '_', '.' or '-', not starting with '.' or '-', such as 'latest'.";

        var (named, path) = RegistryDomain.Split(rest);
        var domain = named ?? RegistryDomain.DockerHub;
        if (!DomainPattern().IsMatch(domain) || !RegistryAddress.IsHost(domain)) return $"'{Shorten(domain)}' is not a registry; write a host name with an optional port, such as 'localhost:5000'.";
        if (path.Any(char.IsUpper)) return $"repository names are lower case; write '{Shorten(text.ToLowerInvariant())}'.";
        if (!PathPattern().IsMatch(path))
            return "each part of the name is lower-case letters and digits with single '.', '_', '__' or dashes between them, such as 'team/web-app'.";
        if (named is null && IdPattern().IsMatch(path)) return "64 hexadecimal digits are an image id, not a name.";
        if (domain == RegistryDomain.DockerHub && !path.Contains('/')) path = OfficialPrefix + path;
        if (domain.Length + 1 + path.Length > MaxNameLength) return $"its name is longer than {MaxNameLength} characters.";
        reference = new ImageReference(domain, path, tag ?? (digest is null ? "latest" : null), digest);
        return null;
    }

    private static (string Before, string? After) Cut(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    private string Suffixed(string name) => name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    private static string Shorten(string text) => text.Length <= 120 ? text : text[..120] + "…";

    // Grammar of distribution/reference: domain-name [":" port], path components, tag, digest. Each character can match in one place only,
    // so that no text takes long, and the patterns are compiled at build time, which NonBacktracking does not support.
    [GeneratedRegex(@"\A[a-zA-Z0-9]+(?>-+[a-zA-Z0-9]+)*(?>\.[a-zA-Z0-9]+(?>-+[a-zA-Z0-9]+)*)*(?>:[0-9]{1,5})?\z|\A\[[0-9a-fA-F:]+\](?>:[0-9]{1,5})?\z")]
    private static partial Regex DomainPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(?>(?>\.|__?|-+)[a-z0-9]+)*(?>/[a-z0-9]+(?>(?>\.|__?|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex DigestPattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex IdPattern();
}
