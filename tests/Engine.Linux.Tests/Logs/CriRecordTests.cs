using System.Text;
using Panel.Engine.Protocol.Logs;

namespace Panel.Engine.Linux.Tests.Logs;

public class CriRecordTests
{
    [Theory]
    [InlineData(0, false, "1970-01-01T00:00:00.000000000Z stdout F ")]
    [InlineData(1795557470887482916, true, "2026-11-24T21:57:50.887482916Z stderr F ")]
    public void Prefix_OfTime_HasNineDigits(long nanoseconds, bool isStandardError, string expected)
    {
        var prefix = new byte[CriRecord.PrefixBytes];
        CriRecord.WritePrefix(prefix, nanoseconds, isStandardError);
        Assert.Equal(expected, Encoding.ASCII.GetString(prefix));
        Assert.Equal((byte)'F', prefix[CriRecord.TagOffset]);
    }
}
