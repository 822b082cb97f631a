using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Networks;

/// <summary>
/// The host's switch for IPv4 forwarding. Containers need it, but a host that did not forward before must not become a router for its
/// networks. A record, which all panels of the machine share and which disappears at a reboot, says that a panel turned it on, and what else the
/// kernel changes with it: it sets <c>conf/*/forwarding</c> of every interface to the same, and <c>conf/all/accept_redirects</c> to the opposite (ip-sysctl).
/// </summary>
/// <remarks>Acts on the calling thread's network namespace.</remarks>
internal sealed class Forwarding(string? record, ILogger logger)
{
    private const string Settings = "/proc/sys/net/ipv4/conf";
    private const string Switch = "/proc/sys/net/ipv4/ip_forward";
    private const string Sentence = "A panel set net.ipv4.ip_forward=1. The last panel that stops without containers sets it back to 0 and removes this file.";

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
        if (!IsOn && !IsOurs) File.WriteAllLines(_record, [Sentence, .. Former()]);
    }

    /// <summary>Turns it on.</summary>
    public void TurnOn()
    {
        if (IsOn) return;
        File.WriteAllText(Switch, "1");
        logger.ForwardingOn();
    }

    /// <summary>Turns it off until <see cref="TurnOn"/>: the rule that limits it is gone. The record stays.</summary>
    public void Pause()
    {
        TurnOff();
        logger.ForwardingPaused();
    }

    /// <summary>Restores the former setting.</summary>
    public void Restore()
    {
        if (!IsOurs) return;
        TurnOff();
        File.Delete(_record);
        logger.ForwardingOff();
    }

    // What is not as the kernel leaves it when forwarding is turned off.
    private static IEnumerable<string> Former()
    {
        if (Read("all/accept_redirects") == "0") yield return "all/accept_redirects=0";
        foreach (var place in Directory.EnumerateDirectories(Settings).Select(path => Path.GetFileName(path) + "/forwarding").Where(place => Read(place) == "1"))
            yield return place + "=1";
    }

    private void TurnOff()
    {
        File.WriteAllText(Switch, "0");
        foreach (var setting in File.ReadLines(_record).Skip(1).Select(line => line.Split('=')).Where(setting => setting is [_, "0" or "1"]))
        {
            if (Read(setting[0]) is not null) File.WriteAllText($"{Settings}/{setting[0]}", setting[1]);
        }
    }

    /// <summary>Null when the interface is gone.</summary>
    private static string? Read(string setting)
    {
        try
        {
            return File.ReadAllText($"{Settings}/{setting}").Trim();
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }
}
