using System.Text;
using Panel.Web.Hubs;

namespace Panel.Web.Tests.Logs;

public sealed class LineDecoderTests
{
    [Fact]
    public void Decode_CharacterCutByAChunk_IsPutTogether()
    {
        var decoder = new LineDecoder(100);
        var bytes = Encoding.UTF8.GetBytes("a日b");

        var text = decoder.Decode(bytes.AsSpan(0, 2), partial: true, out _) + decoder.Decode(bytes.AsSpan(2), partial: false, out _);

        Assert.Equal("a日b", text);
    }

    [Fact]
    public void Decode_InvalidUtf8AndNul_KeepsTheRest()
    {
        var decoder = new LineDecoder(100);

        Assert.Equal("a\0\uFFFDb\uFFFD", decoder.Decode([0x61, 0, 0xFF, 0x62, 0xE6, 0x97], partial: false, out var omitted));
        Assert.Equal("next", decoder.Decode("next"u8, partial: false, out _));
        Assert.Equal(0, omitted);
    }

    [Fact]
    public void Decode_TenMegabyteLine_ShowsTheLimitAndCountsTheRest()
    {
        var decoder = new LineDecoder(64 * 1024);
        var chunk = new byte[16 * 1024];
        Array.Fill(chunk, (byte)'x');
        long shown = 0;
        for (var i = 0; i < 640; i++)
        {
            shown += decoder.Decode(chunk, partial: true, out _)?.Length ?? 0;
        }

        Assert.Equal("", decoder.Decode("end"u8, partial: false, out var omitted));
        Assert.Equal(64 * 1024, shown);
        Assert.Equal((640 * 16 * 1024) + 3 - (64 * 1024), omitted);
        Assert.Equal("next", decoder.Decode("next"u8, partial: false, out omitted));
        Assert.Equal(0, omitted);
    }
}
