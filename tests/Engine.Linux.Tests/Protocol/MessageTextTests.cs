using System.Text;
using System.Text.Json;
using Panel.Engine.Protocol;

namespace Panel.Engine.Linux.Tests.Protocol;

/// <summary>What the shim writes by hand is what the engine's serializer reads, and the other way round.</summary>
public sealed class MessageTextTests
{
    public static TheoryData<ShimMessage> Messages =>
    [
        new ShimMessage { Kind = ShimMessageKind.Started, Pid = 1, ShimPid = 2, StartTimeTicks = 3_000_000_000 },
        new ShimMessage { Kind = ShimMessageKind.Failed, Step = ShimSteps.Execute, Errno = 2, Path = "/ä\n\"b", Message = "exec: no", ExitCode = 127 },
        new ShimMessage { Kind = ShimMessageKind.Oom },
        new ShimMessage { Kind = ShimMessageKind.Exited, ExitCode = 5, Exit = new ExitRecord { ExitCode = 5, OomKilled = true, FinishedUnixNanoseconds = long.MaxValue, Error = "e" } },
        new ShimMessage { Kind = ShimMessageKind.Released },
        new ShimMessage { Kind = ShimMessageKind.Error, Message = "refused" },
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Line_OfMessage_IsReadByTheEngine(ShimMessage message)
    {
        var line = MessageText.Line(message);
        Assert.Equal((byte)'\n', line[^1]);
        Assert.Equal(1, line.Count(b => b == (byte)'\n'));
        Assert.Equal(message, MessageReader.Message(Encoding.UTF8.GetString(line)));
    }

    [Fact]
    public void Text_OfExit_IsReadByTheEngine()
    {
        var exit = new ExitRecord { ExitCode = 137, OomKilled = true, FinishedUnixNanoseconds = 12, Error = null };
        using var json = JsonDocument.Parse(MessageText.Text(exit));
        Assert.Equal(exit, MessageReader.Exit(json.RootElement));
    }

    public static TheoryData<ShimRequest> Requests =>
    [
        new ShimRequest { Kind = ShimRequestKind.Subscribe },
        new ShimRequest { Kind = ShimRequestKind.Kill, Signal = 9 },
        new ShimRequest { Kind = ShimRequestKind.Resize, Rows = 24, Columns = 80 },
        new ShimRequest { Kind = ShimRequestKind.Attach, Streams = 3, CloseInput = true },
        new ShimRequest { Kind = ShimRequestKind.Attach, Streams = 0, CloseInput = false },
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_OfTheEngine_IsRead(ShimRequest request) =>
        Assert.Equal(request, MessageText.Request(JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.ShimRequest)));

    [Fact]
    public void Request_WithUnknownMembers_IsRead() =>
        Assert.Equal(ShimRequestKind.Kill, MessageText.Request("""{"new":{"kind":"x"},"list":[1],"kind":"Kill","signal":null}"""u8).Kind);

    [Fact]
    public void Request_WithValuesOfAnotherType_IsReadWithoutThem()
    {
        var text = """{"kind":"Attach","signal":"9","rows":1e99,"columns":{"a":[1]},"streams":[3,{}],"closeInput":"yes"}"""u8;
        Assert.Equal(new ShimRequest { Kind = ShimRequestKind.Attach }, MessageText.Request(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"Dance\"}")]
    [InlineData("{\"kind\":1}")]
    [InlineData("{\"kind\":")]
    public void Request_ThatIsNone_IsRefused(string line) =>
        Assert.ThrowsAny<JsonException>(() => MessageText.Request(Encoding.UTF8.GetBytes(line)));
}
