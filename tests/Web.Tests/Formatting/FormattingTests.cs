using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Formatting;

public sealed class FormattingTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(300L << 20, "300 MiB")]
    [InlineData(2L << 40, "2 TiB")]
    public void Bytes_Size_HasAFittingUnit(long bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(90, "1 min 30 s")]
    [InlineData(3600, "1 h")]
    [InlineData(93784, "1 d 2 h")]
    [InlineData(-5, "0 s")]
    public void Duration_Seconds_HasTwoUnits(int seconds, string expected) => Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("512m", 512L << 20)]
    [InlineData("1.5 GiB", 3L << 29)]
    [InlineData("4096", 4096)]
    [InlineData("10KB", 10240)]
    public void ByteSize_Text_IsRead(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("much")]
    [InlineData("-1m")]
    [InlineData("1x")]
    [InlineData("99999999999t")]
    public void ByteSize_Nonsense_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("echo hello", "echo|hello")]
    [InlineData("  sh  -c 'a b; c'  ", "sh|-c|a b; c")]
    [InlineData("a \"b \\\" c\" d\\ e", "a|b \" c|d e")]
    [InlineData("''", "")]
    [InlineData("\"\\n\"", "\\n")]
    [InlineData("a'b'\"c\"", "abc")]
    public void CommandLine_Quotes_SplitAsInAShell(string line, string expected) => Assert.Equal(expected.Split('|'), CommandLine.Split(line));

    [Fact]
    public void CommandLine_Blank_HasNoArguments() => Assert.Empty(CommandLine.Split("   "));

    [Theory]
    [InlineData("'open", "single quote")]
    [InlineData("a \"open", "double quote")]
    [InlineData("a\\", "backslash")]
    public void CommandLine_Unclosed_SaysWhat(string line, string what) =>
        Assert.Contains(what, Assert.Throws<InvalidInputException>(() => CommandLine.Split(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void CommandLine_Joined_SplitsBack()
    {
        string[] arguments = ["sh", "-c", "echo 'it''s' \"x\" $y", "", "a b"];

        Assert.Equal(arguments, CommandLine.Split(CommandLine.Join(arguments)));
    }

    [Fact]
    public void Port_Published_LinksToTheBrowsersHost()
    {
        Assert.Equal("http://panel.lan:8080", ContainerText.Link(new PortBinding(80, HostPort: 8080), "panel.lan"));
        Assert.Equal("https://10.0.0.1:8443", ContainerText.Link(new PortBinding(443, HostAddress: "10.0.0.1", HostPort: 8443), "panel.lan"));
        Assert.Null(ContainerText.Link(new PortBinding(53, PortProtocol.Udp, HostPort: 53), "panel.lan"));
        Assert.Equal("8080→80", ContainerText.Port(new PortBinding(80, HostPort: 8080)));
    }

    [Theory]
    [InlineData(0, false, "exited (0)", "state exited")]
    [InlineData(137, false, "exited (137)", "state exited")]
    [InlineData(1, false, "exited (1)", "state bad")]
    [InlineData(137, true, "out of memory", "state bad")]
    public void State_Exited_IsToldTruthfully(int code, bool oom, string text, string css)
    {
        var state = Sample.State(ContainerStatus.Exited, code) with { OomKilled = oom };

        Assert.Equal(text, ContainerText.State(state));
        Assert.Equal(css, ContainerText.Css(state));
    }
}
