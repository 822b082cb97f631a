using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Native.Logs;

namespace Panel.Engine.Native.Tests.Logs;

public sealed class CriLineTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z stdout F x", 0, LogStream.Stdout, false, "x")]
    [InlineData("2024-02-29T23:59:59.5Z stderr P  y ", 1709251199_500000000, LogStream.Stderr, true, " y ")]
    [InlineData("2026-01-02T03:04:05.123456789Z stdout F ", 1767323045_123456789, LogStream.Stdout, false, "")]
    [InlineData("2026-01-02T03:04:05.000000001Z stdout F", 1767323045_000000001, LogStream.Stdout, false, "")]
    public void TryParse_Line_GivesItsParts(string line, long time, LogStream stream, bool partial, string content)
    {
        Assert.True(CriLine.TryParse(Encoding.UTF8.GetBytes(line), out var head));
        Assert.Equal((time, stream, partial), (head.UnixNanoseconds, head.Stream, head.Partial));
        Assert.Equal(content, line[head.ContentStart..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05Z stdout")]
    [InlineData("2026-01-02T03:04:05Z stdout Fx")]
    [InlineData("2026-01-02T03:04:05Z other F x")]
    [InlineData("2026-02-30T03:04:05Z stdout F x")]
    [InlineData("2026-01-02T24:04:05Z stdout F x")]
    [InlineData("2026-01-02T03:04:05.1234567890Z stdout F x")]
    [InlineData("2026-01-02T03:04:05+01:00 stdout F x")]
    [InlineData("0000-00-00T00:00:00Z stdout F x")]
    [InlineData("a line of something else entirely, long enough")]
    public void TryParse_SomethingElse_SaysNo(string line) => Assert.False(CriLine.TryParse(Encoding.UTF8.GetBytes(line), out _));
}
