using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Networks;

/// <summary>
/// The host's switch for IPv4 forwarding. Containers need it, but a host that did not forward before must not become a router for its
/// networks. A record, which all panels of the machine share and which disappears at a reboot, says that a panel turned it on.
/// </summary>
/// <remarks>Acts on the calling thread's network namespace.</remarks>
internal sealed class Forwarding(string? record, ILogger logger)
{
    private const string Switch = "/proc/sys/net/ipv4/ip_forward";

    // Each network namespace has its own switch; its number is part of the record's name.
    private readonly string _record = record ?? $"/run/panel-forwarding-{new FileInfo("/proc/thread-self/ns/net").LinkTarget![5..^1]}";

    /// <summary>Whether the host forwards.</summary>
    public static bool IsOn => File.ReadAllText(Switch).Trim() == "1";

    /// <summary>Whether a panel turned it on, so that only panels' bridges may be forwarded.</summary>
    public bool IsOurs => File.Exists(_record);

    /// <summary>Records that a panel is about to turn it on, if it is off. Written first, so that the panel repeats it after a crash in
    /// between.</summary>
    public void Claim()
    {
        if (!IsOn) File.WriteAllText(_record, "A panel set net.ipv4.ip_forward=1. The last panel that stops without containers sets it back to 0 and removes this file.\n");
    }

    /// <summary>Turns it on.</summary>
    public void TurnOn()
    {
        if (IsOn) return;
        File.WriteAllText(Switch, "1");
        logger.ForwardingOn();
    }

    /// <summary>Restores the former setting.</summary>
    public void Restore()
    {
        if (!IsOurs) return;
        File.WriteAllText(Switch, "0");
        File.Delete(_record);
        logger.ForwardingOff();
    }
}
