using System.Runtime.InteropServices;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Netlink;

/// <summary>
/// Waits for the kernel to report a change to a network namespace's nftables rules, links, addresses, link filters or forwarding switches.
/// It reports that something changed, not what: a burst counts as one change, and so does a lost message. One thread waits; any thread may
/// wake or dispose it.
/// </summary>
public sealed unsafe class NetworkMonitor : IDisposable
{
    // RTMGRP bits of linux/rtnetlink.h: RTNLGRP_LINK 1, RTNLGRP_TC 4, RTNLGRP_IPV4_IFADDR 5, RTNLGRP_IPV4_NETCONF 24; and NFNLGRP_NFTABLES 7.
    private const uint LinkGroups = 1 << 0 | 1 << 3 | 1 << 4 | 1 << 23, RuleGroups = 1 << 6;
    private const int Nonblocking = 0x800;
    private const int RouteProtocol = 0, NetfilterProtocol = 12;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(16384);
    private readonly int _links;
    private readonly int _rules;
    private readonly EventDescriptor? _wake;
    private int _isDisposed;

    /// <summary>Begins to listen in the calling thread's network namespace.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public NetworkMonitor()
    {
        (_links, _rules) = (-1, -1);
        try
        {
            _links = Listen(RouteProtocol, LinkGroups);
            _rules = Listen(NetfilterProtocol, RuleGroups);
            _wake = EventDescriptor.TryCreate(out var errno) ?? throw new NetlinkException("make an event descriptor", errno);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for a change or for <see cref="Wake"/>.</summary>
    /// <returns>Whether one arrived in time.</returns>
    public bool Wait(TimeSpan atMost)
    {
        Span<Awaited> awaited = [new(_links, Readiness.Readable), new(_rules, Readiness.Readable), new(_wake!.Descriptor, Readiness.Readable)];
        var happened = Readiness.Wait(awaited, (int)Math.Clamp(atMost.TotalMilliseconds, 0, int.MaxValue)) > 0;
        Drain();
        return happened;
    }

    /// <summary>Ends the present or the next wait.</summary>
    public void Wake() => _wake!.Set();

    /// <inheritdoc />
    public void Dispose()
    {
        // Only once: afterwards the numbers may belong to other descriptors.
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        foreach (var descriptor in (int[])[_links, _rules])
            if (descriptor >= 0) _ = NetlinkNative.Close(descriptor);
        _wake?.Dispose();
    }

    // The content of a message does not matter, and an overflow (ENOBUFS) means many: the caller checks for itself.
    private void Drain()
    {
        fixed (byte* data = _buffer)
        {
            foreach (var socket in (ReadOnlySpan<int>)[_links, _rules])
                while (NetlinkNative.Receive(socket, data, (nuint)_buffer.Length, 0) > 0) { }
        }
    }

    private static int Listen(int protocol, uint groups)
    {
        var socket = NetlinkNative.Socket(NetlinkNative.Netlink, NetlinkNative.RawCloseOnExec | Nonblocking, protocol);
        if (socket < 0) throw new NetlinkException("open a netlink socket", Marshal.GetLastPInvokeError());
        var address = new NetlinkNative.Address { Family = NetlinkNative.Netlink, Groups = groups };
        if (NetlinkNative.Bind(socket, &address, 12) == 0) return socket;
        var errno = Marshal.GetLastPInvokeError();
        _ = NetlinkNative.Close(socket);
        throw new NetlinkException("listen to the kernel's notifications", errno);
    }
}
