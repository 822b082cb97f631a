using Panel.Engine.Protocol;

namespace Panel.Engine.Linux.Tests.Protocol;

/// <summary>What a shim of any version says is a message, or nothing; never an end.</summary>
public sealed class MessageReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("half a li")]
    [InlineData("{\"kind\":")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"Throttled\",\"pid\":1}")]
    [InlineData("{\"kind\":0}")]
    [InlineData("{\"kind\":\"0\"}")]
    [InlineData("{\"kind\":\"started\"}")]
    [InlineData("{\"kind\":\"\\ud800\"}")]
    public void Line_ThatThisVersionDoesNotKnow_IsNoMessage(string line) => Assert.Null(MessageReader.Message(line));

    [Fact]
    public void Message_WithMembersOfAnotherVersion_IsReadWithoutThem()
    {
        var message = MessageReader.Message("""{"new":[{}],"kind":"Started","pid":7,"shimPid":"eight","startTimeTicks":1.5,"step":3,"path":null,"exit":"later","pid2":1}""");
        Assert.Equal(new ShimMessage { Kind = ShimMessageKind.Started, Pid = 7 }, message);
    }

    [Fact]
    public void Exit_OfAnotherVersion_IsReadForItsCode()
    {
        var exit = MessageReader.Message("""{"kind":"Exited","exit":{"exitCode":3,"oomKilled":"no","finishedUnixNanoseconds":5,"error":{},"signal":9}}""")!.Exit;
        Assert.Equal(new ExitRecord { ExitCode = 3, FinishedUnixNanoseconds = 5 }, exit);
        Assert.Null(MessageReader.Message("""{"kind":"Exited","exit":{"exitCode":"3"}}""")!.Exit);
    }
}
