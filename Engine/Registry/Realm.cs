using System.Net;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Decides whether to contact a token server that a registry names, and whether to send it a password.</summary>
internal static class Realm
{
    /// <summary>Returns the address if contact is allowed at all: a TLS connection must not continue without TLS.</summary>
    /// <exception cref="EngineFailureException">Contact is not allowed.</exception>
    public static Uri Check(string? text, Uri registry)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var realm) || realm.Scheme is not ("http" or "https") || realm.UserInfo.Length > 0)
            throw Fault($"The registry {registry.Authority} names no usable address for tokens; its WWW-Authenticate needs a realm such as https://auth.example/token.");
        return realm.Scheme == "https" || registry.Scheme == "http" || RegistryAddress.IsLoopback(realm.Authority) ? realm
            : throw Fault($"The registry {registry.Authority} asks for tokens over plain HTTP from {realm.Authority}; it must name an https address.");
    }

    /// <summary>Whether the token server may get the password: the registry's own host, a host of the same domain over TLS, or one that a
    /// setting trusts.</summary>
    public static bool MayKnowPassword(Uri realm, Uri registry, IReadOnlyList<string> trusted)
    {
        if (realm.Scheme == registry.Scheme && realm.Authority == registry.Authority) return true;
        if (trusted.Contains(realm.Authority, StringComparer.OrdinalIgnoreCase)) return true;
        if (realm.Scheme == "http") return RegistryAddress.IsLoopback(realm.Authority) && RegistryAddress.IsLoopback(registry.Authority);
        return realm.IdnHost == registry.IdnHost || ShareDomain(realm.IdnHost, registry.IdnHost);
    }

    // a.example.org and b.example.org share example.org; nobody shares co.uk.
    private static bool ShareDomain(string one, string other)
    {
        if (IPAddress.TryParse(one, out _) || IPAddress.TryParse(other, out _)) return false;
        var (left, right) = (one.Split('.'), other.Split('.'));
        var labels = left is [.., { Length: <= 3 }, { Length: 2 }] ? 3 : 2;
        return left.Length >= labels && right.Length >= labels && left.TakeLast(labels).SequenceEqual(right.TakeLast(labels), StringComparer.OrdinalIgnoreCase);
    }

    private static EngineFailureException Fault(string sentence) => new(sentence, "registry token");
}
