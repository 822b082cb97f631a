using System.IO.Pipelines;
using Panel.Engine.Contract;
using Panel.Web.Hubs;

namespace Panel.Web.Tests.Logs;

public sealed class LogDownloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_BinaryAndLongLines_AreByteExact()
    {
        byte[] binary = [0, 0xFF, 0x1B, 0x5B, 0xC3];
        var written = await WriteAsync([Entries.Of(binary), Entries.Of("long ", partial: true), Entries.Of("line")], timestamps: false);

        Assert.Equal([.. binary, (byte)'\n', .. "long line\n"u8], written);
    }

    [Fact]
    public async Task Write_WithTimestamps_PutsThemBeforeEachLineOnly()
    {
        var written = await WriteAsync([Entries.Of("a", 1_500_000_001, partial: true), Entries.Of("b", 2_000_000_000), Entries.Of("c", 3_000_000_000, LogStream.Stderr)], timestamps: true);

        Assert.Equal("1970-01-01T00:00:01.500000001Z ab\n1970-01-01T00:00:03.000000000Z c\n"u8.ToArray(), written);
    }

    [Theory]
    [InlineData(false, "lastnext\n")]
    [InlineData(true, "1970-01-01T00:00:01.000000000Z last\n1970-01-01T00:00:02.000000000Z next\n")]
    public async Task Write_LastLineOfARunWithoutALineFeed_HasOneWithTimesOnly(bool timestamps, string expected)
    {
        var written = await WriteAsync([Entries.Of("last", 1_000_000_000) with { Unterminated = true }, Entries.Of("next", 2_000_000_000)], timestamps);

        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(written));
    }

    [Theory]
    [InlineData("web-1", "web-1.log")]
    [InlineData("../../etc/passwd", "_.._etc_passwd.log")]
    [InlineData("a\"; filename=\"b\r\n", "a___filename__b__.log")]
    [InlineData("..", "container.log")]
    public void FileName_AnyName_NeedsNoQuoting(string container, string expected) => Assert.Equal(expected, LogDownload.FileName(container));

    [Theory]
    [InlineData("1700000000123456789", 1_700_000_000_123_456_789)]
    [InlineData("2023-11-14T22:13:20Z", 1_700_000_000_000_000_000)]
    [InlineData("2023-11-14T23:13:20+01:00", 1_700_000_000_000_000_000)]
    public void TryTime_NumberOrRfc3339_IsRead(string text, long expected)
    {
        Assert.True(LogDownload.TryTime(text, out var time));
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("9999-01-01T00:00:00Z")]
    public void TryTime_AnythingElse_IsRefused(string text) => Assert.False(LogDownload.TryTime(text, out _));

    private static async Task<byte[]> WriteAsync(LogEntry[] entries, bool timestamps)
    {
        using var body = new MemoryStream();
        await LogDownload.WriteAsync(PipeWriter.Create(body, new(leaveOpen: true)), Entries.Async(entries), timestamps, Token);
        return body.ToArray();
    }
}
