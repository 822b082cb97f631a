using System.Runtime.InteropServices;
using System.Text;

namespace Panel.Engine.Linux.Netlink;

/// <summary>A synchronous netlink socket. It belongs to the network namespace in which its thread created it. Not thread-safe.</summary>
public sealed unsafe class NetlinkSocket : IDisposable
{
    private const int ErrorMessage = 2;
    private const int DoneMessage = 3;
    private const ushort Capped = 0x100;
    private const ushort HasAttributes = 0x200;
    private const int TimedOut = 110;
    private readonly byte[] _receive = GC.AllocateUninitializedArray<byte>(65536);
    private int _descriptor;

    /// <summary>Opens the socket.</summary>
    /// <param name="protocol">0 for routes and links, 12 for netfilter.</param>
    public NetlinkSocket(int protocol)
    {
        _descriptor = NetlinkNative.Socket(NetlinkNative.Netlink, NetlinkNative.RawCloseOnExec, protocol);
        if (_descriptor < 0) throw new NetlinkException("open a netlink socket", Marshal.GetLastPInvokeError());
        // Best effort: older kernels explain less, and then only the error number is known.
        SetOption(NetlinkNative.NetlinkLevel, NetlinkNative.CapAck, 1);
        SetOption(NetlinkNative.NetlinkLevel, NetlinkNative.ExtendedAck, 1);
        var timeout = stackalloc long[2] { 5, 0 };
        _ = NetlinkNative.SetOption(_descriptor, NetlinkNative.SocketLevel, NetlinkNative.ReceiveTimeout, timeout, 16);
    }

    /// <summary>Opens a socket for links, addresses and routes.</summary>
    public static NetlinkSocket Route() => new(0);

    /// <summary>Opens a socket for nftables and connection tracking.</summary>
    public static NetlinkSocket Netfilter() => new(12);

    /// <summary>Sends the batch and waits for every acknowledgement. The kernel continues after a refused request.</summary>
    /// <exception cref="NetlinkException">The first refusal.</exception>
    public void Execute(NetlinkBatch batch)
    {
        Send(batch);
        var pending = new HashSet<uint>();
        foreach (var request in batch.Requests)
            if (request.Acknowledged) pending.Add(request.Sequence);
        var failures = new List<(uint Sequence, int Errno, string? Detail)>();
        while (pending.Count > 0)
        {
            var received = Receive(batch);
            for (var offset = 0; offset + 16 <= received.Length;)
            {
                var message = Message(received, offset, out offset);
                if (message.Length < 20 || MemoryMarshal.Read<ushort>(message[4..]) != ErrorMessage) continue;
                var sequence = MemoryMarshal.Read<uint>(message[8..]);
                var errno = -MemoryMarshal.Read<int>(message[16..]);
                var wanted = pending.Remove(sequence);
                if (errno == 0) continue;
                failures.Add((sequence, errno, Detail(message)));
                // An error for a message without acknowledgement (the frame of an nftables transaction) ends the transaction.
                if (!wanted) pending.Clear();
            }
        }
        if (failures.Count == 0) return;
        var first = failures.MinBy(failure => failure.Sequence);
        var operation = batch.Requests.FirstOrDefault(request => request.Sequence == first.Sequence).Operation ?? "send the request";
        throw new NetlinkException(operation, first.Errno, first.Detail);
    }

    /// <summary>Sends one request and reads its answer: all messages of a dump, or the single one of a get.</summary>
    public void Read(NetlinkBatch batch, NetlinkReader each)
    {
        Send(batch);
        var (sequence, operation, acknowledged) = batch.Requests[0];
        while (true)
        {
            var received = Receive(batch);
            for (var offset = 0; offset + 16 <= received.Length;)
            {
                var message = Message(received, offset, out offset);
                if (MemoryMarshal.Read<uint>(message[8..]) != sequence) continue;
                var type = MemoryMarshal.Read<ushort>(message[4..]);
                if (type == DoneMessage) return;
                if (type == ErrorMessage)
                {
                    var errno = -MemoryMarshal.Read<int>(message[16..]);
                    if (errno != 0) throw new NetlinkException(operation, errno, Detail(message));
                    return;
                }
                each(type, message[16..]);
                if (!acknowledged && (MemoryMarshal.Read<ushort>(message[6..]) & 2) == 0) return;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0) _ = NetlinkNative.Close(descriptor);
    }

    private void Send(NetlinkBatch batch)
    {
        ObjectDisposedException.ThrowIf(_descriptor < 0, this);
        var kernel = new NetlinkNative.Address { Family = NetlinkNative.Netlink };
        fixed (byte* data = batch.Bytes)
        {
            nint sent;
            do sent = NetlinkNative.Send(_descriptor, data, (nuint)batch.Bytes.Length, 0, &kernel, 12);
            while (sent < 0 && Marshal.GetLastPInvokeError() == NetlinkNative.Interrupted);
            if (sent < 0) throw new NetlinkException(batch.Requests[0].Operation, Marshal.GetLastPInvokeError());
        }
    }

    private Span<byte> Receive(NetlinkBatch batch)
    {
        fixed (byte* data = _receive)
        {
            nint received;
            do received = NetlinkNative.Receive(_descriptor, data, (nuint)_receive.Length, 0);
            while (received < 0 && Marshal.GetLastPInvokeError() == NetlinkNative.Interrupted);
            if (received > 0) return _receive.AsSpan(0, (int)received);
            var errno = received == 0 ? TimedOut : Marshal.GetLastPInvokeError();
            throw new NetlinkException(batch.Requests[0].Operation, errno == 11 ? TimedOut : errno);
        }
    }

    private static ReadOnlySpan<byte> Message(ReadOnlySpan<byte> received, int offset, out int next)
    {
        var length = (int)MemoryMarshal.Read<uint>(received[offset..]);
        if (length < 16 || offset + length > received.Length) throw new NetlinkException("read the kernel's answer", 74);
        next = offset + ((length + 3) & ~3);
        return received.Slice(offset, length);
    }

    private static string? Detail(ReadOnlySpan<byte> message)
    {
        var flags = MemoryMarshal.Read<ushort>(message[6..]);
        if ((flags & HasAttributes) == 0) return null;
        var skip = 36;
        if ((flags & Capped) == 0) skip = 20 + (int)((MemoryMarshal.Read<uint>(message[20..]) + 3) & ~3u);
        if (skip > message.Length) return null;
        foreach (var attribute in new NetlinkAttributes(message[skip..]))
            if (attribute.Type == 1) return Encoding.UTF8.GetString(attribute.Value).TrimEnd('\0');
        return null;
    }

    private void SetOption(int level, int name, int value) => _ = NetlinkNative.SetOption(_descriptor, level, name, &value, 4);
}

/// <summary>Receives one message of an answer; the body begins after the netlink header.</summary>
public delegate void NetlinkReader(ushort type, ReadOnlySpan<byte> body);
