using System.Text.RegularExpressions;
using Panel.Engine.Contract;

namespace Panel.Engine.Contract.Tests;

public sealed class FilePathTextTests
{
    [Theory]
    [InlineData("2F6574632F70C3A4", "/etc/pä")]
    [InlineData("F09F9880", "\U0001F600")]
    [InlineData("61FF62", @"a\uDCFFb")]
    [InlineData("C3", @"\uDCC3")]
    [InlineData("E28280E282", @"\u2080\uDCE2\uDC82")]
    [InlineData("EDB080", @"\uDCED\uDCB0\uDC80")]
    [InlineData("", "")]
    public void Bytes_ToTextAndBack_AreTheSame(string hex, string escaped)
    {
        // An attribute's text is kept as UTF-8, which has no lone surrogates: they are written as escapes.
        var text = Regex.Unescape(escaped);
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(text, FilePathText.FromBytes(bytes));
        Assert.Equal(bytes, FilePathText.ToBytes(text));
    }

    [Fact]
    public void Bytes_OfAnyKind_ComeBack()
    {
        var random = new Random(7);
        var bytes = new byte[64];
        for (var round = 0; round < 10_000; round++)
        {
            random.NextBytes(bytes);
            Assert.Equal(bytes, FilePathText.ToBytes(FilePathText.FromBytes(bytes)));
        }
    }

    [Fact]
    public void OddBytes_AreTold()
    {
        Assert.False(FilePathText.HasOddBytes("/ü \U0001F600"));
        Assert.True(FilePathText.HasOddBytes("/\uDCFF"));
        Assert.Equal("\uFFFD", System.Text.Encoding.UTF8.GetString(FilePathText.ToBytes("\uD800")));
    }
}
