using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Tests.Layers;

/// <summary>An upper directory with everything that a container can leave in one.</summary>
internal static class UpperTree
{
    // setcap cap_net_raw+ep: struct vfs_cap_data, revision 2.
    private static readonly byte[] s_capability = [1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static void Make(string upper)
    {
        using var root = OpenAt2.Host(upper, OpenFlags.ReadOnly | OpenFlags.Directory);
        Files(root, upper);
        Names(upper);
        Hidden(root, upper);
        Odd(root, upper);
        OfTheEngine(upper);
        Times(root);
    }

    private static void Files(SafeFileHandle root, string upper)
    {
        File.WriteAllText(upper + "/plain", "content");
        Done(FileCalls.SetAttribute(root, "plain", "user.second", "2"u8));
        Done(FileCalls.SetAttribute(root, "plain", "user.first", [0, 1, (byte)'\n', (byte)'=', 0xFF]));
        File.WriteAllText(upper + "/empty", "");
        File.WriteAllText(upper + "/ping", "program");
        Done(FileCalls.ChangeOwner(root, "ping", 1000, 3_000_000));
        Done(FileCalls.ChangeMode(root, "ping", 0x9ED));
        Done(FileCalls.SetAttribute(root, "ping", "security.capability", s_capability));
        Directory.CreateDirectory(upper + "/links/deeper");
        File.WriteAllText(upper + "/links/b", "one file");
        Done(FileCalls.Link(root, "links/b", root, "links/deeper/c"));
        Done(FileCalls.Link(root, "links/b", root, "links/a"));
        using var sparse = File.OpenHandle(upper + "/sparse", FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(sparse, "start"u8, 0);
        RandomAccess.Write(sparse, "end"u8, 3 << 20);
        Done(FileCalls.Truncate(sparse, 5 << 20));
    }

    private static void Names(string upper)
    {
        var folder = $"{upper}/{new string('d', 120)}/{new string('e', 120)}";
        Directory.CreateDirectory(folder);
        File.WriteAllText($"{folder}/{new string('f', 200)}", "a long way");
        File.CreateSymbolicLink(upper + "/long link", "/" + new string('t', 300));
        File.CreateSymbolicLink(upper + "/dangling", "../nowhere");
        using var open = OpenAt2.Host(upper, OpenFlags.ReadOnly | OpenFlags.Directory);
        Done(FileCalls.MakeDirectory(open, Encoding.Latin1.GetString([0xFF, 0xFE, (byte)' ']), 0x1C0));
    }

    private static void Hidden(SafeFileHandle root, string upper)
    {
        Directory.CreateDirectory(upper + "/opaque");
        Done(FileCalls.SetAttribute(root, "opaque", "user.overlay.opaque", "y"u8));
        File.WriteAllText(upper + "/opaque/own", "");
        Directory.CreateDirectory(upper + "/some");
        foreach (var name in (string[])["zz", "gone", "also gone"]) Done(FileCalls.MakeNode(root, "some/" + name, FileType.Character, 0, 0));
        Done(FileCalls.SetAttribute(root, "some", "user.overlay.impure", "y"u8));
        Done(FileCalls.SetAttribute(root, "plain", "user.overlay.origin", [0, 1, 2]));
    }

    private static void Odd(SafeFileHandle root, string upper)
    {
        Directory.CreateDirectory(upper + "/dev");
        Done(FileCalls.MakeNode(root, "dev/null", FileType.Character | 0x1B6, 1, 3));
        Done(FileCalls.MakeNode(root, "dev/disk", FileType.Block | 0x1B0, 259, 70_000));
        Done(FileCalls.MakeNode(root, "dev/pipe", FileType.Fifo | 0x1A4, 0, 0));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(upper + "/dev/socket"));
        // Disposing the socket leaves its file.
    }

    // The shim's places for its mounts.
    private static void OfTheEngine(string upper)
    {
        Directory.CreateDirectory(upper + "/etc");
        File.WriteAllText(upper + "/etc/hosts", "");
        File.WriteAllText(upper + "/etc/hostname", "kept, because it has content");
    }

    private static void Times(SafeFileHandle root)
    {
        foreach (var (name, seconds) in ((string, long)[])[("plain", 1_700_000_000), ("empty", -5), ("sparse", 9_999_999_999), ("dangling", 7), ("links", 12), ("opaque", 1)])
            Done(FileCalls.SetTime(root, name, new Timestamp(seconds, 123_456_789)));
    }

    private static void Done(int result) => Assert.True(result >= 0, $"errno {-result}");
}
