using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

public sealed class ContainersPageTests : PageTest
{
    [Fact]
    public void Table_Update_ChangesRowWithoutReload()
    {
        var page = Show(Sample.Container("web", ContainerStatus.Created), Sample.Container("db"));

        Engine.Containers.Put(Sample.Container("web", ContainerStatus.Running));
        Engine.Containers.Take(Sample.Id("db"));

        page.WaitForAssertion(() => Assert.Equal(["web: running"], Rows(page)));
    }

    [Fact]
    public void Row_OfAWeakContainer_IsMarked()
    {
        var weak = Sample.Container("web");
        var page = Show(weak with { Summary = weak.Summary with { Weaknesses = ["It is privileged.", "It sees the host's processes."] } }, Sample.Container("db"));

        var mark = Assert.Single(page.FindAll(".weak-mark"));
        Assert.Equal("Weaker than the default: It is privileged. It sees the host's processes.", mark.GetAttribute("title"));
        Assert.Equal($"/containers/{Sample.Id("web")}/security", mark.GetAttribute("href"));
    }

    [Fact]
    public void Row_OfWhatTheEngineDoesNotUnderstand_SaysSoAndIsFoundByItsFilter()
    {
        var page = Show(Sample.Doubtful(Sample.Container("lost", ContainerStatus.Dead), ContainerDoubtKind.Unknown), Sample.Doubtful(Sample.Container("mute"), ContainerDoubtKind.Silent), Sample.Container("db"));

        Assert.Equal(["db: running", "lost: dead (no folder)", "mute: running (no answer)"], Rows(page).Order(StringComparer.Ordinal));
        Assert.Equal("The reason of Silent. The remedy of Silent.", page.FindAll(".state.bad").Single(state => state.TextContent.Contains("answer", StringComparison.Ordinal)).GetAttribute("title"));
        page.FindAll(".chip.trouble").Single(chip => chip.TextContent.Contains("needs a look", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Equal(2, Rows(page).Count));
    }

    [Fact]
    public void Search_PartOfNameAndPort_ShowsMatchingRows()
    {
        var page = Show(Sample.Container("web", ports: new PortBinding(80, HostPort: 8080)), Sample.Container("db"), Sample.Container("webmail"));

        page.Type("[data-search]", "WEB");
        Assert.Equal(["web", "webmail"], Names(page).Order());

        page.Type("[data-search]", "8080");
        Assert.Equal(["web"], Names(page));
        Assert.Contains("q=8080", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_StateInAddress_ShowsOnlyThatState()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/containers?state=exited");

        var page = Show(Sample.Container("web"), Sample.Container("old", ContainerStatus.Exited));

        Assert.Equal(["old"], Names(page));
        page.PressButton("exited 1", ".chip");
        Assert.Equal(2, Names(page).Count);
    }

    [Fact]
    public void Sort_ByNameTwice_TurnsTheOrderRound()
    {
        var page = Show(Sample.Container("b"), Sample.Container("a"), Sample.Container("c"));

        page.PressButton("Name", "th button");
        Assert.Equal(["a", "b", "c"], Names(page));
        page.PressButton("Name", "th button");
        Assert.Equal(["c", "b", "a"], Names(page));
        Assert.Equal("descending", page.Find("th[aria-sort]").GetAttribute("aria-sort"));
    }

    [Fact]
    public void Start_Refused_RowSaysWhy()
    {
        Engine.Containers.Fail["start"] = new ConflictException("port 8080 is already allocated");
        var page = Show(Sample.Container("web", ContainerStatus.Exited));

        page.Press("[aria-label='Start web']");

        page.WaitForAssertion(() => Assert.Contains("port 8080 is already allocated", page.Find(".status").TextContent, StringComparison.Ordinal));
        Assert.Equal(["container.start web Failed"], Audit.Rows);
    }

    [Fact]
    public void Remove_Row_AsksWithWhatIsLostThenRemoves()
    {
        var dialogs = Dialogs();
        var page = Show(Sample.Container("web"));

        page.Press("[aria-label='Remove web']");
        dialogs.WaitForAssertion(() => Assert.Contains("Its log and its writable layer are lost.", dialogs.Markup, StringComparison.Ordinal));
        dialogs.PressButton("Remove");

        page.WaitForAssertion(() => Assert.Contains("No containers yet", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["remove web"], Engine.Containers.Calls);
        Assert.Equal(["container.remove web Succeeded"], Audit.Rows);
    }

    [Fact]
    public void Bulk_StopSelected_StopsThemAfterAsking()
    {
        var dialogs = Dialogs();
        var page = Show(Sample.Container("a"), Sample.Container("b"), Sample.Container("c", ContainerStatus.Exited));

        page.Tick("[aria-label='Select all shown']");
        page.PressButton("Stop", ".bulk-bar button");
        dialogs.WaitForElement(".lost");
        dialogs.PressButton("Stop 2 containers");

        page.WaitForAssertion(() => Assert.Equal(["stop a", "stop b"], Engine.Containers.Calls.Order()));
    }

    [Fact]
    public void Viewer_Table_HasNeitherButtonsNorBoxes()
    {
        SignIn(PanelRole.Viewer);
        var page = Show(Sample.Container("web"));

        Assert.Empty(page.FindAll(".grid button.icon-button, .grid input"));
        Assert.Equal(page.FindAll(".grid th").Count, page.FindAll(".grid tbody tr:not(.spacer):not([style]) td").Count);
    }

    [Fact]
    public async Task Viewer_OperationAnyway_IsRefusedAndRecorded()
    {
        SignIn(PanelRole.Viewer);
        Engine.Containers.Put(Sample.Container("web"));
        var containers = Services.GetRequiredService<IContainerEngine>().Containers;

        await Assert.ThrowsAsync<NotPermittedException>(() => containers.StopAsync(Sample.Id("web"), cancellationToken: Xunit.TestContext.Current.CancellationToken));

        Assert.Empty(Engine.Containers.Calls);
        Assert.Equal(["container.stop web Refused"], Audit.Rows);
    }

    [Fact]
    public void List_EngineFails_SaysSoAndOffersAnotherTry()
    {
        Engine.Containers.Fail["watch"] = new EngineFailureException("The state directory cannot be read.", "read");
        var page = Render<ContainersPage>();

        page.WaitForAssertion(() => Assert.Contains("The state directory cannot be read.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Engine.Containers.Fail.Clear();
        page.PressButton("Try again");
        page.WaitForAssertion(() => Assert.Contains("No containers yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_Left_StopsWatching()
    {
        Show(Sample.Container("web"));
        Assert.Equal(1, Engine.Containers.Watchers);

        await DisposeComponentsAsync();

        await Poll.UntilAsync(() => Task.FromResult(Engine.Containers.Watchers == 0), "nobody watches", cancellationToken: Xunit.TestContext.Current.CancellationToken);
    }

    private IRenderedComponent<ContainersPage> Show(params ContainerDetails[] containers)
    {
        Engine.Containers.Put(containers);
        var page = Render<ContainersPage>();
        page.WaitForElement("table");
        return page;
    }

    private static List<string> Names(IRenderedComponent<ContainersPage> page) => [.. page.FindAll("td.name").Select(cell => cell.TextContent.Trim())];

    private static List<string> Rows(IRenderedComponent<ContainersPage> page) =>
        [.. page.FindAll("tr").Where(row => row.QuerySelector("td.name") is not null)
            .Select(row => $"{row.QuerySelector("td.name")!.TextContent.Trim()}: {row.QuerySelector("td.status")!.TextContent.Trim()}")];
}
