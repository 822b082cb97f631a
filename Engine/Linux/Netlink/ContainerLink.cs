namespace Panel.Engine.Linux.Netlink;

/// <summary>Gives a container's network namespace its interfaces. Synchronous; safe in the single-threaded shim.</summary>
public static class ContainerLink
{
    /// <summary>Joins the network namespace of <paramref name="initPid"/> to the bridge. Undoes itself when it fails.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void Attach(int initPid, ContainerLinkSpec spec) => throw new NetlinkException("attach", 38, "not built yet");

    /// <summary>Brings up the loopback interface in the network namespace of <paramref name="initPid"/>.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void LoopbackUp(int initPid) => throw new NetlinkException("bring up lo", 38, "not built yet");
}
