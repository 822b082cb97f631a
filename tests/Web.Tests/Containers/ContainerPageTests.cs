using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

public sealed class ContainerPageTests : PageTest
{
    [Fact]
    public void Overview_Environment_ValuesAreHiddenUntilClicked()
    {
        var page = Show("web");

        Assert.DoesNotContain("hunter2", page.Markup, StringComparison.Ordinal);
        page.Press("[aria-label='Show the value of SECRET']");
        page.WaitForAssertion(() => Assert.Contains("hunter2", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_StateChanges_Follows()
    {
        var page = Show("web");

        Engine.Containers.Put(Sample.Container("web", ContainerStatus.Exited));

        page.WaitForAssertion(() => Assert.Contains("exited (0)", page.Find(".page-heading").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_ContainerRemoved_SaysSo()
    {
        var page = Show("web");

        Engine.Containers.Take(Sample.Id("web"));

        page.WaitForAssertion(() => Assert.Contains("This container was removed", page.Markup, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ContainerDoubtKind.Unknown, "running (no folder)", false)]
    [InlineData(ContainerDoubtKind.Damaged, "running (damaged)", false)]
    [InlineData(ContainerDoubtKind.Silent, "running (no answer)", true)]
    [InlineData(ContainerDoubtKind.Newer, "running (newer)", true)]
    [InlineData(ContainerDoubtKind.Lost, "running (unknown)", true)]
    public void Page_OfWhatTheEngineDoesNotUnderstand_SaysWhatAndOffersOnlyWhatWorks(ContainerDoubtKind kind, string state, bool mayEdit)
    {
        Engine.Containers.Put(Sample.Doubtful(Sample.Container("web"), kind));
        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")));

        page.WaitForAssertion(() => Assert.Equal($"The reason of {kind}. The remedy of {kind}.", page.Find(".warn-note[role=alert]").TextContent));
        Assert.Equal(state, page.Find(".page-heading .state.bad").TextContent);
        string[] off = [.. page.FindAll("button[disabled]").Select(button => button.TextContent.Trim())];
        Assert.Equal(kind != ContainerDoubtKind.Lost, off.Contains("Restart"));
        Assert.DoesNotContain("Stop", off);
        Assert.Equal(mayEdit, page.FindAll("a").Any(link => link.TextContent.Contains("Duplicate", StringComparison.Ordinal)));
        Assert.Equal(!mayEdit, page.Find("[aria-label=Program]").TextContent.Contains("not known", StringComparison.Ordinal));
    }

    [Fact]
    public void State_OfWhatDidNotStart_DiffersFromWhatEndedUnknown()
    {
        var unstarted = Sample.State(ContainerStatus.Created) with { Error = "exec: no such file" };
        var unknown = Sample.State(ContainerStatus.Exited, exitCode: 255) with { Error = "The machine was restarted while it ran; 255 means unknown." };
        var dead = Sample.State(ContainerStatus.Dead) with { Error = "Its removal failed." };

        Assert.Equal(["start failed", "exited (255)", "dead"], new[] { unstarted, unknown, dead }.Select(ContainerText.State));
        Assert.Equal(
            [ContainerTrouble.StartFailed, ContainerTrouble.Failed, ContainerTrouble.Failed], new[] { unstarted, unknown, dead }.Select(state => ContainerTroubles.Of(state, Sample.Now)!.Value));
    }

    [Fact]
    public void Page_UnknownId_SaysThereIsNone()
    {
        SignIn(PanelRole.Operator);
        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, "feedfeedfeed"));

        page.WaitForAssertion(() => Assert.Contains("There is no container feedfeedfeed", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_Json_HidesSecretsAndEncodesStrangersText()
    {
        var details = Sample.Container("web") with { Spec = new ContainerSpec { Image = "x", Labels = new Dictionary<string, string> { ["k"] = "<script>alert(1)</script>" } } };

        var hidden = InspectJson.Write(details, values: false);

        Assert.DoesNotContain("hunter2", hidden, StringComparison.Ordinal);
        Assert.Contains("hunter2", InspectJson.Write(details, values: true), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", InspectJson.Colour(hidden).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Security_OfDefaults_SaysThatNothingIsWeaker()
    {
        var page = Show("web", "security");

        Assert.Contains("Default isolation", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".verdict.weak"));
    }

    [Fact]
    public void Security_OfAWeakContainer_SaysWhatIsWeakerFirst()
    {
        var sample = Sample.Container("web");
        Engine.Containers.Put(sample with
        {
            Spec = sample.Spec with { NetworkMode = "container:" + Sample.Id("other"), Security = new SecurityOptions { PidMode = "host", Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "9" } } },
            Security = sample.Security with { Weaknesses = ["It sees the host's processes."], Strengths = ["Its root file system is read-only."] },
        });
        SignIn(PanelRole.Viewer);

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")).Add(view => view.Tab, "security"));

        page.WaitForAssertion(() => Assert.Contains("It sees the host's processes.", page.Find(".verdict.weak").TextContent, StringComparison.Ordinal));
        Assert.Contains("Its root file system is read-only.", page.Find(".verdict.good").TextContent, StringComparison.Ordinal);
        Assert.Contains("net.core.somaxconn", page.Find("[aria-label='Kernel settings']").TextContent, StringComparison.Ordinal);
        Assert.Contains($"those of the container {Sample.Id("other")[..12]}", page.Find("[aria-label='Namespaces']").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Default isolation", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Security_TellsTheHostsUsersAndTheControlGroups()
    {
        Engine.Containers.Put(Sample.Container("web") with { UserNamespaceBase = 1000000, UserNamespaceSize = 65536, Security = Sample.Security with { CgroupNamespace = true } });
        SignIn(PanelRole.Viewer);

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")).Add(view => view.Tab, "security"));

        page.WaitForAssertion(() => Assert.Contains("0 to 65535 are the host's 1000000 to 1065535", page.Find("[aria-label='Rights']").TextContent, StringComparison.Ordinal));
        Assert.Contains("Control groupsits own", page.Find("[aria-label='Namespaces']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_OfARunningContainer_AreListedWithTheUserInside()
    {
        Engine.Containers.Put(Sample.Container("web") with { UserNamespaceBase = 1000000, UserNamespaceSize = 65536 });
        Engine.Containers.Processes.Add(new ContainerProcess { Pid = 4242, ParentPid = 1, UserId = 1001000, State = 'S', Command = "sleep <b>1000</b>", ResidentBytes = 1 << 20 });
        SignIn(PanelRole.Viewer);

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")).Add(view => view.Tab, "processes"));

        var row = page.WaitForElement("[aria-label=Processes] tbody tr");
        Assert.Equal(["4242", "1000", "", "1 MiB", "sleeping"], row.QuerySelectorAll("td").Take(5).Select(cell => cell.TextContent));
        Assert.Contains("sleep <b>1000</b>", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_OfAStoppedContainer_SayWhyThereAreNone()
    {
        Engine.Containers.Put(Sample.Container("web", ContainerStatus.Exited));
        SignIn(PanelRole.Viewer);

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")).Add(view => view.Tab, "processes"));

        page.WaitForAssertion(() => Assert.Contains("The container is not running", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Terminal_OfAViewer_SaysThatItTakesAnotherRole()
    {
        Engine.Containers.Put(Sample.Container("web"));
        SignIn(PanelRole.Viewer);

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")).Add(view => view.Tab, "terminal"));

        page.WaitForAssertion(() => Assert.Contains("No terminal for viewers", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Changes_AreListedAndSearched()
    {
        Engine.Containers.Changes.AddRange([new FileChange("/etc/hosts2", FileChangeKind.Added), new FileChange("/bin/ls", FileChangeKind.Deleted)]);
        var page = Show("web", "changes");

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[aria-label=Changes] tbody tr").Count));
        page.Type("[aria-label='Search changed paths']", "LS");

        Assert.Equal("deleted/bin/ls", Assert.Single(page.FindAll("[aria-label=Changes] tbody tr")).TextContent);
    }

    [Fact]
    public void Header_OfAWeakContainer_MarksIt()
    {
        var sample = Sample.Container("web");
        Engine.Containers.Put(sample with { Summary = sample.Summary with { Weaknesses = ["It sees the host's processes."] } });
        SignIn(PanelRole.Viewer);

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")));

        Assert.Equal("Weaker than the default: It sees the host's processes.", page.WaitForElement(".page-heading .weak-mark").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Limits_OfDisksAndTheRestartPolicy_AreEditable()
    {
        var page = Show("web");
        var dialogs = Dialogs();

        page.Press("[aria-label='Limits'] button");
        dialogs.Choose("#field-restart", nameof(RestartPolicyKind.Always));
        dialogs.Type("#field-Resources-BlkioWeight", "300");
        dialogs.PressButton("Limit a disk");
        dialogs.Type("[aria-label='Disk 1']", "/dev/sda");
        dialogs.Type("[aria-label='Most bytes read per second from disk 1']", "10m");
        dialogs.Submit("#limits");

        dialogs.WaitForState(() => dialogs.FindAll("#limits").Count == 0);
        var spec = (await Engine.Containers.InspectAsync("web", Xunit.TestContext.Current.CancellationToken)).Spec;
        Assert.Equal((RestartPolicyKind.Always, 300), (spec.RestartPolicy.Kind, spec.Resources.BlkioWeight));
        Assert.Equal(new DeviceRate("/dev/sda") { ReadBytes = 10 << 20 }, Assert.Single(spec.Resources.DeviceRates));
        Assert.Contains(Services.GetRequiredService<ISnackbar>().ShownSnackbars, bar => bar.Message == "The weight has no effect.");
    }

    [Fact]
    public void Limits_ThatTheEngineRefuses_AreMarkedAtTheirField()
    {
        Engine.Containers.Fail["update"] = new InvalidInputException("There is no disk /dev/nope on the host.", "Resources.DeviceRates[0]");
        var page = Show("web");
        var dialogs = Dialogs();

        page.Press("[aria-label='Limits'] button");
        dialogs.WaitForElement("#limits");
        dialogs.PressButton("Limit a disk");
        dialogs.Type("[aria-label='Disk 1']", "/dev/nope");
        dialogs.Submit("#limits");

        dialogs.WaitForAssertion(() => Assert.Contains("no disk /dev/nope", dialogs.Find("#error-Resources-DeviceRates-0").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_Changed_AreTheContainersAtOnce()
    {
        var page = Show("web");
        var dialogs = Dialogs();

        page.Press("[aria-label='Limits'] button");
        dialogs.Type("#field-Resources-MemoryBytes", "256m");
        dialogs.Submit("#limits");

        dialogs.WaitForState(() => dialogs.FindAll("#limits").Count == 0);
        Assert.Equal(256L << 20, (await Engine.Containers.InspectAsync("web", Xunit.TestContext.Current.CancellationToken)).Spec.Resources.MemoryBytes);
    }

    [Fact]
    public void Limits_OfAViewer_CannotBeChanged()
    {
        SignIn(PanelRole.Viewer);
        Engine.Containers.Put(Sample.Container("web"));

        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id("web")));

        page.WaitForElement("[aria-label='Limits']");
        Assert.Empty(page.FindAll("[aria-label='Limits'] button"));
    }

    private IRenderedComponent<ContainerPage> Show(string name, string tab = "")
    {
        SignIn(PanelRole.Operator);
        Engine.Containers.Put(Sample.Container(name));
        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id(name)).Add(view => view.Tab, tab));
        page.WaitForElement(".tabs");
        return page;
    }
}
