using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panel.Engine.Contract;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class TolerantJsonTests
{
    [Theory]
    [InlineData("""{"status":"Exited","exitCode":"seven","oomKilled":true}""", "$.exitCode")]
    [InlineData("""{"status":"Exited","oomKilled":true,"health":{"status":"Splendid"}}""", "$.health.status")]
    [InlineData("""{"status":"Exited","oomKilled":true,"lease":{"containerId":"a","bridge":"b","hostInterface":"c","address":"d","prefixLength":1,"gateway":"e","macAddress":"f","ports":[{"protocol":"Carrier"}]}}""", "$.lease.ports[0].protocol")]
    [InlineData("""{"status":"Exited","oomKilled":true,"new":{"a":[1]}}""", null)]
    public void Read_OfValuesThatAreNotUnderstood_NamesThemAndReadsTheRest(string text, string? unread)
    {
        var (state, missing) = TolerantJson.Read(Encoding.UTF8.GetBytes(text), StateJson.Default.ContainerStateRecord);
        Assert.Equal((ContainerStatus.Exited, true, 0), (state.Status, state.OomKilled, state.ExitCode));
        Assert.Equal(unread is null ? [] : [unread], missing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"status":"Levitating"}""")]
    [InlineData("""{"status":"Exited""")]
    public void Read_WithoutWhatMustBeThere_IsRefused(string text) =>
        Assert.ThrowsAny<JsonException>(() => TolerantJson.Read(Encoding.UTF8.GetBytes(text), StateJson.Default.ContainerStateRecord));

    [Fact]
    public void Keep_OfWhatANewerVersionWrote_LeavesOurChangesAlone()
    {
        var former = JsonNode.Parse("""{"name":"old","labels":{"a":"gone"},"future":1,"spec":{"image":"i","taste":"mint","restartPolicy":{"kind":"OnFullMoon"}}}""")!.AsObject();
        var written = JsonNode.Parse("""{"name":"new","labels":{"b":"c"},"spec":{"image":"i","restartPolicy":{"kind":"No"}}}""")!.AsObject();
        TolerantJson.Keep(written, former, StateJson.Default.ContainerConfig, ["$.spec.restartPolicy.kind"]);
        Assert.Equal("""{"name":"new","labels":{"b":"c"},"spec":{"image":"i","restartPolicy":{"kind":"OnFullMoon"},"taste":"mint"},"future":1}""", written.ToJsonString());
    }
}
