using Panel.Engine.Native.Networks;

namespace Panel.Engine.Native.Tests.Networks;

public sealed class HostSocketTests
{
    private const string Heading = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    [Theory]
    [InlineData("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 ffff 100 0 0 10 0", "127.0.0.1:8080", true, false, 4711)]
    [InlineData("  12: 00000000:0016 0200A8C0:D431 06 00000000:00000000 03:00000BD1 00000000     0        0 0 3 ffff", "0.0.0.0:22", false, true, 0)]
    [InlineData("   1: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 9 1 ffff", "[::]:80", true, false, 9)]
    [InlineData("   1: 000080FE000000000000000001000000:0050 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9 1 ffff", "[fe80::1]:80", false, false, 9)]
    [InlineData("   1: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 9 1 ffff", "127.0.0.1:80", false, false, 9)]
    public void Parse_LineOfTheKernel_IsRead(string line, string local, bool isListening, bool isTimeWait, long inode)
    {
        var socket = Assert.Single(HostSocket.Parse(Heading + line + "\n"));
        Assert.Equal((local, isListening, isTimeWait, inode), (socket.Local.ToString(), socket.IsListening, socket.IsTimeWait, socket.Inode));
    }

    [Fact]
    public void Parse_NoTableOrAnEmptyOne_HasNoSockets()
    {
        Assert.Empty(HostSocket.Parse(null));
        Assert.Empty(HostSocket.Parse(Heading));
        Assert.Empty(HostSocket.Parse(Heading + "something else\n"));
    }
}
