using Bunit;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Images;
using Panel.Web.Features.Images.Details;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images;

public sealed class ImagePageTests : PageTest
{
    private static readonly ImageSummary Summary = Sample.Image("app", "app:1", "app:2") with { SharedBytes = 3 << 20, UniqueBytes = 1 << 20, SizeBytes = 4 << 20, RepositoryDigests = ["app@sha256:" + Sample.Id("digest")] };

    [Fact]
    public void Overview_ShowsConfigurationNamesAndContainers()
    {
        SignIn(PanelRole.Viewer);
        Put();
        Engine.Containers.Put(Sample.Container("web", image: "app"), Sample.Container("other"));

        var page = Show();

        page.WaitForAssertion(() => Assert.Equal("app:1", page.Find("h1").TextContent));
        Assert.Equal(["/bin/app", "'--serve now'", "/srv", "1000", "80/tcp, 443/tcp", "/data", "SIGINT"], Facts(page, "Program").Take(7));
        Assert.Contains("curl -f localhost", Facts(page, "Program")[7], StringComparison.Ordinal);
        Assert.Contains("4 MiB in 2 layers", Facts(page, "Image"));
        Assert.Contains("3 MiB with other images", Facts(page, "Image"));
        Assert.Contains("linux/arm64/v8", Facts(page, "Image"));
        var users = page.Find("[aria-label='Containers']");
        Assert.Equal($"/containers/{Sample.Id("web")}", Assert.Single(users.QuerySelectorAll("a")).GetAttribute("href"));
        Assert.Contains(Sample.Id("digest"), page.Find("[aria-label='Names']").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_NoSuchImage_SaysSo()
    {
        var page = Show();
        page.WaitForAssertion(() => Assert.Contains("There is no image", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_ImageRemovedMeanwhile_KeepsWhatWasThere()
    {
        Put();
        var page = Show();
        page.WaitForElement("[aria-label='Names']");

        Engine.Images.All.Clear();
        Engine.Events.Happen(new EngineEvent(Sample.Now, "image", "delete", Summary.Id, "app:1", new Dictionary<string, string>()));

        page.WaitForAssertion(() => Assert.Contains("was removed", page.Find(".warn-note").TextContent, StringComparison.Ordinal));
        Assert.Equal("app:1", page.Find("h1").TextContent);
    }

    [Fact]
    public void Layers_TellEmptyStepsApartAndLayersWithoutHistory()
    {
        Put();
        var page = Show("layers");

        page.WaitForAssertion(() => Assert.Equal(["COPY . /", "CMD [\"sh\"]", "not recorded in the history"], page.FindAll(".step-command").Select(command => command.TextContent)));
        Assert.Equal(2, page.FindAll("button.step-head").Count);
        Assert.Contains("no files", page.FindAll(".step")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("also in 2 other images", page.FindAll(".step")[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Layer_Opened_ReadsItsDirectoriesWhenTheyAreOpened()
    {
        Put();
        Engine.Images.Layers["0/"] = new([Folder("/etc", null), File("/gone", FileChangeKind.Deleted)], 2, new(1, 1, 1), 2048, IsPartial: false);
        Engine.Images.Layers["0/etc"] = new([File("/etc/new", FileChangeKind.Added), File("/etc/old", FileChangeKind.Modified)], 5, new(1, 1, 0), 2048, IsPartial: false);
        var page = Show("layers");
        page.WaitForElement("button.step-head");
        Assert.Empty(Engine.Images.Calls);

        page.Press("button.step-head");
        page.WaitForAssertion(() => Assert.Contains("1 added, 1 changed, 1 removed · 2 KiB", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
        page.Press(".layer-folder");

        page.WaitForAssertion(() => Assert.Equal(["etc/", "new", "old", "3 more not shown; the search finds them", "gone"], Paths(page)));
        Assert.Equal(["layer 0/", "layer 0/etc"], Engine.Images.Calls);
        page.Press(".layer-folder");
        page.WaitForAssertion(() => Assert.Equal(["etc/", "gone"], Paths(page)));
    }

    [Fact]
    public void Layer_Searched_ShowsPathsOfAnyDepth()
    {
        Put();
        Engine.Images.Layers["0/"] = new([Folder("/etc", null)], 1, new(1, 0, 0), 2048, IsPartial: false);
        Engine.Images.Layers["0?conf"] = new([File("/etc/a/b.conf", FileChangeKind.Added)], 4000, new(1, 0, 0), 2048, IsPartial: false);
        var page = Show("layers");
        page.Press("button.step-head");

        page.Type("input[type=search]", "conf");

        page.WaitForAssertion(() => Assert.Equal(["/etc/a/b.conf", "3,999 more not shown; the search finds them"], Paths(page)));
        page.Type("input[type=search]", "");
        page.WaitForAssertion(() => Assert.Equal(["etc/"], Paths(page)));
    }

    [Fact]
    public void Layer_ThatCannotBeRead_SaysWhy()
    {
        Put();
        var page = Show("layers");
        page.Press("button.step-head");
        page.WaitForAssertion(() => Assert.Contains("no longer on this machine", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Remove_SeveralNames_SaysWhichGoAndWhatIsFreed()
    {
        Put();
        var dialogs = Dialogs();
        var page = Show();
        page.WaitForElement("[aria-label='Names']");

        page.PressButton("Remove");

        dialogs.WaitForAssertion(() => Assert.Equal(
            ["Its names app:1, app:2 go.", "Frees 1 MiB; layers of 3 MiB stay, because other images use them too."], dialogs.FindAll(".loss").Select(loss => loss.TextContent.Trim())));
        dialogs.PressButton("Remove");
        page.WaitForAssertion(() => Assert.Equal([$"remove {Summary.Id} by force"], Engine.Images.Calls));
        Assert.Equal([$"image.remove {Summary.Id} Succeeded"], Audit.Rows);
    }

    [Fact]
    public void Remove_SeveralNamesOfAnImageThatOthersWereMadeFrom_TakesTheNamesOneByOne()
    {
        Put();
        Engine.Images.All[0] = Summary with { Children = 1 };
        var dialogs = Dialogs();
        var page = Show();
        page.WaitForElement("[aria-label='Names']");

        page.PressButton("Remove");
        dialogs.WaitForAssertion(() => Assert.Contains("stays without a name until 1 image made from it is removed", dialogs.FindAll(".loss")[^1].TextContent, StringComparison.Ordinal));
        dialogs.PressButton("Remove");

        page.WaitForAssertion(() => Assert.Equal(["remove app:1", "remove app:2"], Engine.Images.Calls));
    }

    [Theory]
    [InlineData("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]")]
    [InlineData("/bin/sh -c apt-get update", "RUN apt-get update")]
    [InlineData("RUN /bin/sh -c make # buildkit", "RUN make")]
    [InlineData("COPY /a /b # buildkit", "COPY /a /b")]
    [InlineData("panel import", "panel import")]
    [InlineData(null, "")]
    public void Instruction_OfWhatMadeALayer(string? createdBy, string instruction) => Assert.Equal(instruction, LayerText.Instruction(createdBy));

    [Theory]
    [InlineData(0x81A4, "-rw-r--r--")]
    [InlineData(0x41ED, "drwxr-xr-x")]
    [InlineData(0x43FF, "drwxrwxrwt")]
    [InlineData(0x89ED, "-rwsr-xr-x")]
    [InlineData(0x8520, "-r--r-S---")]
    [InlineData(0xA1FF, "lrwxrwxrwx")]
    public void Mode_AsLsWritesIt(int mode, string text) => Assert.Equal(text, LayerText.Mode(mode));

    [Fact]
    public void Question_SharedWithOthers_SaysNothingIsFreed() =>
        Assert.Equal(["Nothing is freed: other images use all its layers too."], ImageQuestions.Remove(Sample.Image("a", "a:1") with { UniqueBytes = 0, SharedBytes = 5 }).Losses);

    private static LayerFile File(string path, FileChangeKind change) => new(path, change) { Mode = 0x81A4, SizeBytes = 1024 };

    private static LayerFile Folder(string path, FileChangeKind? change) => new(path, change) { Mode = 0x41ED, Below = new(1, 1, 0) };

    private static List<string> Facts(IRenderedComponent<ImagePage> page, string card) => [.. page.FindAll($"[aria-label='{card}'] dd").Select(fact => fact.TextContent.Trim())];

    private static IEnumerable<string> Paths(IRenderedComponent<ImagePage> page) => page.FindAll(".layer-path").Select(path => path.TextContent.Trim());

    private IRenderedComponent<ImagePage> Show(string? tab = null) => Render<ImagePage>(parameters => parameters.Add(page => page.Id, Summary.Id[7..]).Add(page => page.Tab, tab));

    private void Put()
    {
        Engine.Images.All.Add(Summary);
        Engine.Images.Details[Summary.Id] = new ImageDetails
        {
            Summary = Summary,
            Architecture = "arm64",
            Variant = "v8",
            OperatingSystem = "linux",
            DiffIds = ["sha256:" + Sample.Id("one"), "sha256:" + Sample.Id("two")],
            Layers = [new("sha256:" + Sample.Id("one"), 3 << 20) { OtherImages = 2 }, new("sha256:" + Sample.Id("two"), 1 << 20)],
            History =
            [
                new(Sample.Now, "/bin/sh -c #(nop) COPY . /", "", 3 << 20, "sha256:" + Sample.Id("one")),
                new(Sample.Now, "/bin/sh -c #(nop)  CMD [\"sh\"]", "", 0),
            ],
            Configuration = new()
            {
                Entrypoint = ["/bin/app"],
                Command = ["--serve now"],
                Environment = ["SECRET=hunter2"],
                WorkingDirectory = "/srv",
                User = "1000",
                ExposedPorts = ["80/tcp", "443/tcp"],
                Volumes = ["/data"],
                StopSignal = "SIGINT",
                HealthCheck = new() { Test = ["CMD-SHELL", "curl -f localhost"] },
                Labels = new Dictionary<string, string> { ["a"] = "b" },
            },
        };
    }
}
