using System.Net;
using System.Net.Sockets;

namespace Panel.Web.Features.SignIn;

/// <summary>Counts failed passwords by address and name, so that an attacker only locks out the attacker's own address, for that name.</summary>
/// <remarks>Names count whether they exist or not, and the answers do not differ. While a name is under attack, each address has one try:
/// an attacker with many addresses gets one from each, and the owner, who knows the password, needs only one. The counters are in memory: a
/// restart forgets them, but nobody outside can cause a restart.</remarks>
public sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>How long an address stays locked out after its last failure.</summary>
    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(5);

    /// <summary>The most failures for one name from an address.</summary>
    public const int PerName = 5;

    /// <summary>The most failures from an address in total, for many names.</summary>
    public const int PerAddress = 20;

    /// <summary>The number of failures for one name, from all addresses, above which each address has one try.</summary>
    public const int UnderAttack = 50;

    private const int MostCounters = 20_000;
    private const int LongestName = 256;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Address, string Name), Failures> _counters = [];

    /// <summary>Counts an attempt as a failure until the result is known.</summary>
    /// <param name="address">The origin; null when unknown.</param>
    /// <param name="name">The attempted name.</param>
    /// <param name="unlockedAt">When the name was unlocked, in UTC: earlier failures do not count.</param>
    /// <returns>False when the address is locked out; then nothing is counted.</returns>
    public bool TryBegin(string? address, string name, DateTime? unlockedAt)
    {
        var (from, who, now) = (Prefix(address), Normal(name), time.GetUtcNow().UtcDateTime);
        lock (_lock)
        {
            // An unlocked name gets its tries from this address again, even if other names have locked the address.
            var unlocked = unlockedAt > Last((from, who)) || (unlockedAt > Last((from, "")) && Count((from, who), now, unlockedAt) == 0);
            if (unlocked) _counters.Remove((from, who));
            var most = Count(("", who), now, unlockedAt) >= UnderAttack ? 1 : PerName;
            if (Count((from, who), now, unlockedAt) >= most || (!unlocked && Count((from, ""), now, null) >= PerAddress)) return false;
            if (_counters.Count >= MostCounters) Forget(now);
            Add((from, who), now);
            Add((from, ""), now);
            Add(("", who), now);
            return true;
        }
    }

    /// <summary>The attempt succeeded: the address starts again at zero for this name.</summary>
    public void Succeed(string? address, string name)
    {
        var (from, who) = (Prefix(address), Normal(name));
        lock (_lock)
        {
            _counters.Remove((from, who));
            TakeBack((from, ""));
            TakeBack(("", who));
        }
    }

    /// <summary>The attempt was not checked: it does not count, and earlier failures stay.</summary>
    public void Withdraw(string? address, string name)
    {
        var (from, who) = (Prefix(address), Normal(name));
        lock (_lock)
        {
            TakeBack((from, who));
            TakeBack((from, ""));
            TakeBack(("", who));
        }
    }

    /// <summary>Whether so many attempts for this name have failed that an address is locked out.</summary>
    public bool IsTried(string name, DateTime? unlockedAt)
    {
        lock (_lock) return Count(("", Normal(name)), time.GetUtcNow().UtcDateTime, unlockedAt) >= PerName;
    }

    /// <summary>The range of one owner: an IPv4 address, or the /64 that a provider assigns to each customer (RFC 6177).</summary>
    internal static string Prefix(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed)) return address ?? "unknown";
        if (parsed.IsIPv4MappedToIPv6) parsed = parsed.MapToIPv4();
        return parsed.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, 8)) : parsed.ToString();
    }

    private static string Normal(string name) => (name.Length > LongestName ? name[..LongestName] : name).Trim().ToUpperInvariant();

    private DateTime Last((string, string) key) => _counters.TryGetValue(key, out var found) ? found.Last : DateTime.MaxValue;

    private int Count((string, string) key, DateTime now, DateTime? unlockedAt) =>
        _counters.TryGetValue(key, out var found) && found.Last > now - LockTime && !(unlockedAt > found.Last) ? found.Count : 0;

    private void TakeBack((string, string) key)
    {
        if (_counters.TryGetValue(key, out var found) && found.Count > 0) _counters[key] = found with { Count = found.Count - 1 };
    }

    private void Add((string, string) key, DateTime now) => _counters[key] = new(Count(key, now, null) + 1, now);

    private void Forget(DateTime now)
    {
        foreach (var (key, found) in _counters)
        {
            if (found.Last <= now - LockTime) _counters.Remove(key);
        }

        // During an attack from thousands of addresses, the oldest counters are dropped.
        foreach (var (key, _) in _counters.OrderBy(counter => counter.Value.Last).Take(_counters.Count - (MostCounters / 2)).ToList()) _counters.Remove(key);
    }

    private readonly record struct Failures(int Count, DateTime Last);
}
