using Bunit;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Events;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Events;

public sealed class EventsPageTests : PageTest
{
    private int _second;

    [Fact]
    public void Page_ShowsWhatHappenedAndFollows_TheNewestFirst()
    {
        SignIn(PanelRole.Viewer);
        Happen("container", "die", "web", ("exitCode", "3"));
        var page = Render<EventsPage>();
        page.WaitForAssertion(() => Assert.Contains("exited with 3", page.Find("tbody").TextContent, StringComparison.Ordinal));

        Happen("container", "health_status: unhealthy", "web");

        page.WaitForAssertion(() => Assert.Contains("is unhealthy", page.FindAll("tbody tr").First(row => row.TextContent.Contains("web", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal));
        Assert.Contains("2 events", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/containers/{Sample.Id("web")}", page.Find("tbody a").GetAttribute("href"));
    }

    [Fact]
    public void Page_OfACrashLoop_IsOneRowThatCounts()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            Happen("container", "start", "loop");
            Happen("container", "die", "loop", ("exitCode", "1"));
        }

        var page = Render<EventsPage>();

        page.WaitForAssertion(() => Assert.Contains("3 times in a row", page.Find("tbody").TextContent, StringComparison.Ordinal));
        // The loop, and the start before its first exit.
        Assert.Equal(2, page.FindAll("tbody a").Count(link => link.TextContent.Trim() == "loop"));
    }

    [Fact]
    public void Page_Held_StaysAsItWas()
    {
        Happen("container", "start", "web");
        var page = Render<EventsPage>();
        page.WaitForElement("tbody td");
        page.PressButton("Pause");

        Happen("container", "stop", "web");
        page.PressButton("Resume");

        page.WaitForAssertion(() => Assert.Contains("2 events", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_WithoutEvents_SaysWhereToLook()
    {
        var page = Render<EventsPage>();
        page.WaitForAssertion(() => Assert.Contains("audit history", page.Markup, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", false, "start,pull,die")]
    [InlineData("", "", true, "connect,start,exec_start: ls,pull,die")]
    [InlineData("", "image", false, "pull")]
    [InlineData("WEB die", "", false, "die")]
    [InlineData("", "network", false, "connect")]
    [InlineData("nosuch", "", true, "")]
    public void Filter_OfSearchKindAndDetails(string search, string type, bool withDetails, string actions)
    {
        Happen("network", "connect", "bridge", ("container", Sample.Id("web")));
        Happen("container", "start", "web");
        Happen("container", "exec_start: ls", "web");
        Happen("image", "pull", "busybox:1");
        Happen("container", "die", "web");

        var filter = new EventFilter { Search = search, Type = type, WithDetails = withDetails };

        Assert.Equal(actions, string.Join(',', Engine.Events.Kept.Where(filter.Matches).Select(happening => happening.Action)));
    }

    [Theory]
    [InlineData("registry.example:5000/team/app:1", "registry.example:5000/team/app:1", "registry.example:5000/team/app:1")]
    [InlineData("a-volume-with-a-long-name", "a-volume-with-a-long-name", "a-volume-with-a-long-name")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789ab")]
    [InlineData("sha256:0123456789abcdef", "sha256:0123456789abcdef", "0123456789ab")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "web", "web")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "", "0123456789ab")]
    public void Name_IsWhole_AndAnIdIsShort(string id, string name, string shown) =>
        Assert.Equal(shown, EventText.Name(new EngineEvent(Sample.Now, "volume", "create", id, name, new Dictionary<string, string>())));

    private void Happen(string type, string action, string name, params (string Key, string Value)[] attributes) => Engine.Events.Happen(
        new EngineEvent(Sample.Now.AddSeconds(_second++), type, action, Sample.Id(name), name, attributes.ToDictionary(pair => pair.Key, pair => pair.Value)));
}
