using Bunit;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Images;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images;

public sealed class ImagesPageTests : PageTest
{
    [Fact]
    public void Question_LastName_SaysWhatIsFreed() =>
        Assert.Contains("2 MiB", new ImageRow(Sample.Image("a", "busybox:latest"), "busybox:latest").RemovalQuestion().Losses[0], StringComparison.Ordinal);

    [Fact]
    public void Question_OneOfTwoNames_SaysNothingIsFreed() =>
        Assert.Equal("The image stays as b:2; nothing is freed.", new ImageRow(Sample.Image("a", "a:1", "b:2"), "a:1").RemovalQuestion().Losses[0]);

    [Fact]
    public void Remove_InUse_SaysWhyAboveTheTable()
    {
        SignIn(PanelRole.Operator);
        Engine.Images.All.Add(Sample.Image("a", "busybox:latest"));
        Engine.Images.Fail = new ObjectInUseException("busybox:latest is used by web; remove that container first.");
        var dialogs = Dialogs();
        var page = Render<ImagesPage>();

        page.Press("[aria-label='Remove busybox:latest']");
        dialogs.WaitForElement(".loss");
        dialogs.PressButton("Remove");

        page.WaitForAssertion(() => Assert.Contains("used by web", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(["image.remove busybox:latest Failed"], Audit.Rows);
    }

    [Fact]
    public void Event_ImageImported_TableFollows()
    {
        SignIn(PanelRole.Viewer);
        var page = Render<ImagesPage>();
        page.WaitForAssertion(() => Assert.Contains("No images yet", page.Markup, StringComparison.Ordinal));

        Engine.Images.All.Add(Sample.Image("a", "busybox:latest"));
        Engine.Events.Happen(new EngineEvent(Sample.Now, "image", "import", "a", "busybox:latest", new Dictionary<string, string>()));

        page.WaitForAssertion(() => Assert.Contains("busybox:latest", page.Find("table").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_OfManyTags_IsOneRowThatUnfolds_AndOpensUnderTheTagThatWasClicked()
    {
        SignIn(PanelRole.Viewer);
        string[] tags = [.. Enumerable.Range(10, 11).Select(number => $"redis:7.{number}")];
        Engine.Images.All.Add(Sample.Image("redis", tags));
        Engine.Images.All.Add(Sample.Image("app", "app:1", "app:2"));
        var page = Render<ImagesPage>();
        page.WaitForElement("table");
        Assert.Equal(["app:1", "app:2", "redis:7.10"], Names());

        page.PressButton("+10 tags");

        page.WaitForAssertion(() => Assert.Equal(["app:1", "app:2", .. tags], Names()));
        Assert.Equal($"/images/{Sample.Id("redis")}?name=redis%3A7.14", page.FindAll("td.name a").Single(link => link.TextContent == "redis:7.14").GetAttribute("href"));
        page.PressButton("fewer");
        page.WaitForAssertion(() => Assert.Equal(3, Names().Count()));

        IEnumerable<string> Names() => page.FindAll("td.name a").Select(link => link.TextContent).Order();
    }
}
