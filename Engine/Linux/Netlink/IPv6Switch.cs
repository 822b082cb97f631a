using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Netlink;

/// <summary>Turns IPv6 off on links of the calling thread's network namespace. Does nothing if the kernel has no IPv6.</summary>
public static class IPv6Switch
{
    private const string Root = "/proc/sys/net/ipv6/conf";

    /// <summary>From now on, new links in the namespace start without IPv6.</summary>
    public static void TurnOffForNewLinks() => TurnOff("default");

    /// <summary>Turns IPv6 off on the link: no IPv6 addresses, and no IPv6 packets, router advertisements included.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void TurnOff(string link) => Write($"{Root}/{link}/disable_ipv6", "1");

    /// <summary>A safeguard for when somebody turns IPv6 on again: the link ignores router advertisements and redirects.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Distrust(string link)
    {
        Write($"{Root}/{link}/accept_ra", "0");
        Write($"{Root}/{link}/accept_redirects", "0");
    }

    /// <summary>Whether the link rejects IPv6 packets.</summary>
    public static bool IsOff(string link)
    {
        var path = $"{Root}/{link}/disable_ipv6";
        return !File.Exists(path) || File.ReadAllText(path).Trim() == "1";
    }

    private static void Write(string path, string value)
    {
        var result = RawFile.TryWrite(path, value);
        if (result != -Errno.ENOENT) Syscall.Check(result, "write", path);
    }
}
