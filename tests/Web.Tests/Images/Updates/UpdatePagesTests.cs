using Bunit;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Dashboard;
using Panel.Web.Features.Images;
using Panel.Web.Features.Images.Details;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images.Updates;

public sealed class UpdatePagesTests : UpdateTest
{
    [Fact]
    public void Images_CheckForUpdates_MarksWhatIsNewerUntilItIsPulled()
    {
        Pulled("app:1", First);
        Pulled("db:2", First);
        Tells("app:1", Second);
        var page = Render<ImagesPage>();
        page.WaitForElement("table");
        Assert.Empty(page.FindAll(".update-mark"));

        page.PressButton("Check for updates");

        page.WaitForAssertion(() => Assert.Contains("app:1", Assert.Single(page.FindAll(".update-mark")).ParentElement!.TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("Checked just now.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("here 1111", page.Find(".update-mark").GetAttribute("title"), StringComparison.Ordinal);
        Assert.Contains("in the registry 2222", page.Find(".update-mark").GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal(["image.update.check all images Succeeded"], Audit.Rows);
        page.PressButton("Update available 1");
        Assert.Equal(["app:1"], Names(page));
        Pulled("app:1", Second);
        Happen("pull");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".update-mark")));
        Assert.Equal(["app:1", "db:2"], Names(page).Order());
    }

    [Fact]
    public async Task Dashboard_OfUpdates_NamesTheImagesAndLeadsToThem()
    {
        Pulled("app:1", First);
        Pulled("db:2", First);
        Tells("app:1", Second);
        await Updates.CheckAsync(null, Cancellation);

        var page = Render<DashboardPage>();

        page.WaitForAssertion(() => Assert.Contains("1 image has an update", page.Find(".attention li").TextContent, StringComparison.Ordinal));
        Assert.Contains("app:1", page.Find(".attention li").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("db:2", page.Find(".attention li").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find(".attention li a[href='/images']"));
    }

    [Fact]
    public async Task Images_CheckedElsewhere_AreMarkedAtOnce()
    {
        Pulled("app:1", First);
        Tells("app:1", Second);
        var page = Render<ImagesPage>();
        page.WaitForElement("table");

        await Updates.CheckDueAsync(Cancellation);

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".update-mark")));
    }

    [Fact]
    public void Images_CheckThatFails_SaysWhy()
    {
        Engine.Images.All.Add(Sample.Image("a", "app:1"));
        var page = Render<ImagesPage>();
        page.WaitForElement("table");
        Engine.Images.ListFail = new EngineFailureException("The store is away.", "store");

        page.PressButton("Check for updates");

        page.WaitForAssertion(() => Assert.Contains("The store is away.", page.Find(".page-actions [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(["image.update.check all images Failed"], Audit.Rows);
    }

    [Fact]
    public void Pages_OfAViewer_ShowUpdatesAndAskForNone()
    {
        SignIn(PanelRole.Viewer);
        var image = Pulled("app:1", First);
        var images = Render<ImagesPage>();
        Assert.True(images.FindAll("button").Single(button => button.TextContent.Trim() == "Check for updates").HasAttribute("disabled"));
        var page = Show(image);
        page.WaitForAssertion(() => Assert.True(page.Find("[aria-label='Check app:1 now']").HasAttribute("disabled")));
    }

    [Fact]
    public async Task Image_ChecksAndPullsWhatIsNewerForItsPlatform()
    {
        var image = Pulled("app:1", First);
        Engine.Images.Details[image.Id] = new ImageDetails { Summary = image, Architecture = "arm", Variant = "v7", OperatingSystem = "linux", Configuration = new(), DiffIds = [] };
        var page = Show(image);
        page.WaitForAssertion(() => Assert.Contains("Never checked", Card(page), StringComparison.Ordinal));
        Tells("app:1", Second);

        page.Press("[aria-label='Check app:1 now']");

        page.WaitForAssertion(() => Assert.Contains("Update available", Card(page), StringComparison.Ordinal));
        Assert.Contains("here 1111", Card(page), StringComparison.Ordinal);
        Assert.Contains("checked just now", Card(page), StringComparison.Ordinal);
        page.Press("[aria-label='Pull app:1']");
        page.WaitForAssertion(() => Assert.Contains("Images shows the progress", Card(page), StringComparison.Ordinal));
        await Poll.UntilAsync(() => Task.FromResult(Engine.Images.Progress is not null), "it is pulled", cancellationToken: Cancellation);
        Assert.Contains("pull app:1 linux/arm/v7 :", Engine.Images.Calls);
        Engine.Images.Transfer.SetException(new EngineFailureException("The disk is full.", "pull"));
        page.WaitForAssertion(() => Assert.Equal("The disk is full.", page.Find("[aria-label=Updates] [role=alert]").TextContent.Trim()));
    }

    [Fact]
    public async Task Image_TellsOfEachName()
    {
        var image = Pulled("app:1", First) with { RepositoryTags = ["app:1", "app:2", "gone:1", "made:1"], RepositoryDigests = [$"app@{First}", $"gone@{First}"] };
        Engine.Images.All.Clear();
        Engine.Images.All.Add(image);
        Engine.Registries.Fails["gone:1"] = new ObjectNotFoundException("The registry has no gone:1.");
        Tells("app:2", Second);
        await Updates.CheckAsync(null, Cancellation);

        var page = Show(image);

        page.WaitForElement(".update-row");
        var rows = page.FindAll(".update-row").Select(row => row.TextContent).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Contains("Up to date", rows[0], StringComparison.Ordinal);
        Assert.Contains("Update available", rows[1], StringComparison.Ordinal);
        Assert.Contains("Could not be checked", rows[2], StringComparison.Ordinal);
        Assert.Contains("The registry has no gone:1.", rows[2], StringComparison.Ordinal);
        Assert.Contains("Not checked", rows[3], StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".update-row")[3].QuerySelectorAll("button"));
    }

    [Fact]
    public void Image_WithoutAName_HasNothingToCompare()
    {
        var image = Sample.Image("a") with { RepositoryDigests = [] };
        Engine.Images.All.Add(image);
        var page = Show(image);
        page.WaitForAssertion(() => Assert.Contains("It has no name", Card(page), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Containers_SayWhenTheirImageIsNotTheNewest()
    {
        var old = Sample.Container("old", image: "app:1");
        Pulled("app:1", First, "app:1");
        var other = Sample.Container("other", image: "db:2");
        Pulled("db:2", First, "db:2");
        Engine.Containers.Put(old, other, Sample.Container("byid", image: "sha256:" + Sample.Id("app:1")));
        var page = Render<ContainersPage>();
        page.WaitForElement("table");
        Assert.Empty(page.FindAll(".newer-mark"));
        Tells("app:1", Second);

        await Updates.CheckDueAsync(Cancellation);
        page.WaitForAssertion(() => Assert.Equal("The registry has a newer app:1.", Assert.Single(page.FindAll(".newer-mark")).GetAttribute("aria-label")));

        Pulled("app:1", Second, "newer");
        Happen("pull");
        page.WaitForAssertion(() => Assert.Contains("now names another image", Assert.Single(page.FindAll(".newer-mark")).GetAttribute("title"), StringComparison.Ordinal));
        var one = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("old")).Add(view => view.Tab, ""));
        one.WaitForAssertion(() => Assert.Contains("The tag app:1 now names another image", one.Find(".newer-note").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<ImagePage> Show(ImageSummary image) => Render<ImagePage>(parameters => parameters.Add(page => page.Id, image.Id[7..]));

    private static string Card(IRenderedComponent<ImagePage> page) => page.Find("[aria-label=Updates]").TextContent;

    private static IEnumerable<string> Names(IRenderedComponent<ImagesPage> page) => page.FindAll("tbody .name-line a").Select(link => link.TextContent);

    private void Happen(string action) => Engine.Events.Happen(new EngineEvent(Sample.Now, "image", action, "sha256:a", "app:1", new Dictionary<string, string>()));
}
