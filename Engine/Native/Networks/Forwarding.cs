using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Networks;

/// <summary>
/// The host's switch for forwarding IPv4. Containers need it; a host that did not forward before must not become a router for its networks.
/// A record, which all panels of the machine share and which goes with the boot, says that a panel switched it on.
/// </summary>
/// <remarks>Works in the network namespace of the calling thread.</remarks>
internal sealed class Forwarding(string? record, ILogger logger)
{
    private const string Switch = "/proc/sys/net/ipv4/ip_forward";

    // Each network namespace has a switch of its own; its number is part of the record's name.
    private readonly string _record = record ?? $"/run/panel-forwarding-{new FileInfo("/proc/thread-self/ns/net").LinkTarget![5..^1]}";

    /// <summary>Whether the host forwards.</summary>
    public static bool IsOn => File.ReadAllText(Switch).Trim() == "1";

    /// <summary>Whether a panel switched it on, so that only its bridges may be forwarded.</summary>
    public bool IsOurs => File.Exists(_record);

    /// <summary>Records that a panel is about to switch it on, if it is off. Written first: a panel that dies in between comes here again.</summary>
    public void Claim()
    {
        if (!IsOn) File.WriteAllText(_record, "A panel set net.ipv4.ip_forward=1. The last panel that stops without containers sets it back to 0 and removes this file.\n");
    }

    /// <summary>Switches it on.</summary>
    public void TurnOn()
    {
        if (IsOn) return;
        File.WriteAllText(Switch, "1");
        logger.ForwardingOn();
    }

    /// <summary>Sets it back to what it was.</summary>
    public void Restore()
    {
        if (!IsOurs) return;
        File.WriteAllText(Switch, "0");
        File.Delete(_record);
        logger.ForwardingOff();
    }
}
