using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Containers.Recreation;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

/// <summary>Copies of containers, and others in their place: from what was asked for beyond the image, without losing what a form does not show.</summary>
public sealed class RecreationTests : PageTest
{
    private static readonly ContainerSpec Whole = new()
    {
        Image = "busybox:latest",
        Command = ["sh", "-c", "sleep 1"],
        Environment = ["PATH=/bin", "MODE=fast"],
        Labels = new Dictionary<string, string> { ["maintainer"] = "image", ["team"] = "blue" },
        Hostname = "chosen",
        StopTimeout = TimeSpan.FromSeconds(3),
        Ports = [new PortBinding(80, PortProtocol.Tcp, "127.0.0.1", 8080)],
        Mounts = [new MountSpec(MountKind.Tmpfs, "/scratch") { TmpfsOptions = "size=1m,exec" }, new MountSpec(MountKind.Volume, "/data")],
        Resources = new ResourceLimits { MemoryBytes = 64 << 20, CpuQuota = 30_000, CpuPeriod = 60_000 },
        Security = new SecurityOptions { OomScoreAdjust = 100, CapabilitiesDrop = ["KILL"] },
        HealthCheck = new HealthCheck { Test = ["CMD", "true"], StartInterval = TimeSpan.FromSeconds(1) },
    };

    private static readonly ImageConfiguration Image = new()
    {
        Environment = ["PATH=/bin"],
        Command = ["sh", "-c", "sleep 1"],
        Labels = new Dictionary<string, string> { ["maintainer"] = "image" },
    };

    public RecreationTests()
    {
        Engine.Images.All.Add(Sample.Image("busybox:latest", "busybox:latest"));
        Engine.Images.Details["sha256:" + Sample.Id("busybox:latest")] = new ImageDetails
        {
            Summary = Engine.Images.All[0],
            Architecture = "amd64",
            OperatingSystem = "linux",
            DiffIds = [],
            Configuration = Image,
        };
    }

    [Fact]
    public void Difference_LeavesOutWhatTheImageSays()
    {
        var difference = SpecDifference.Of(Container() with { Spec = Whole with { Hostname = Container().Summary.ShortId } }, Image);

        Assert.Null(difference.Command);
        Assert.Null(difference.Hostname);
        Assert.Equal(["MODE=fast"], difference.Environment);
        Assert.Equal(["team"], difference.Labels.Keys);
    }

    [Fact]
    public void Difference_KeepsAnEntrypointThatTakesTheCommandAway()
    {
        var image = Image with { Entrypoint = ["/start"] };

        Assert.Equal(["/start"], SpecDifference.Of(Container() with { Spec = Whole with { Entrypoint = ["/start"], Command = null } }, image).Entrypoint);
        Assert.Null(SpecDifference.Of(Container() with { Spec = Whole with { Entrypoint = ["/start"] } }, image).Entrypoint);
    }

    [Fact]
    public void Edit_OfOneField_KeepsEverythingThatTheFormDoesNotShow()
    {
        var form = ContainerFormWriter.Of(Whole);
        var before = ContainerFormReader.Draft(form, whole: true);
        (form.User, form.Limits.Memory) = ("7", "32m");
        form.Mounts.RemoveAt(1);

        var edited = SpecEdit.Apply(Whole, before, ContainerFormReader.Draft(form, whole: true));

        Assert.Equal("7", edited.User);
        Assert.Equal((32 << 20, 30_000, 60_000), (edited.Resources.MemoryBytes, edited.Resources.CpuQuota, edited.Resources.CpuPeriod));
        Assert.Equal("size=1m,exec", Assert.Single(edited.Mounts).TmpfsOptions);
        Assert.Equal(("chosen", 100), (edited.Hostname, edited.Security.OomScoreAdjust));
        Assert.Equal(["CMD", "true"], edited.HealthCheck!.Test);
        Assert.Equal(TimeSpan.FromSeconds(3), edited.StopTimeout);
    }

    [Fact]
    public void Recreate_MakesTheNewOneBeforeTheOldOneStops_AndKeepsItsVolumes()
    {
        var old = Container();
        Engine.Containers.Put(old);
        var page = Show("edit");
        page.Type("#field-User", "7");

        page.Submit();

        page.WaitForAssertion(() => Assert.StartsWith("remove", Engine.Containers.Calls[^1], StringComparison.Ordinal));
        var calls = Engine.Containers.Calls.ConvertAll(call => call.Split(' ')[0]);
        Assert.Equal(["create", "stop", "rename", "rename", "start", "remove"], calls);
        var spec = Assert.Single(Engine.Containers.Created);
        Assert.StartsWith("web-new-", spec.Name, StringComparison.Ordinal);
        Assert.Equal("old-data", spec.Mounts.Single(mount => mount.Target == "/data").Source);
        Assert.Equal("7", spec.User);
        Assert.Equal(["MODE=fast"], spec.Environment);
    }

    [Fact]
    public async Task Recreate_OfOneThatDoesNotStart_PutsTheOldOneBack()
    {
        Engine.Containers.Put(Container());
        Engine.Containers.Fail["start"] = new ConflictException("exec: no such file");
        var page = Show("edit");

        page.Submit();

        page.WaitForAssertion(() => Assert.Equal("start", Engine.Containers.Calls[^1].Split(' ')[0]));
        Assert.Contains("remove", Engine.Containers.Calls.ConvertAll(call => call.Split(' ')[0]));
        Assert.Equal("web", Assert.Single(await Engine.Containers.ListAsync(cancellationToken: Xunit.TestContext.Current.CancellationToken)).Name);
        page.WaitForAssertion(() => Assert.Contains("no such file", page.Find(".form-actions .error-note").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task Recreate_OfOneThatDoesNotStartAndIsRemovedByTheEngine_PutsTheOldOneBack(EngineException removal, bool isLeft)
    {
        Engine.Containers.Put(Container());
        Engine.Containers.FailOnce["start"] = new ConflictException("exec: no such file");
        Engine.Containers.Fail["remove"] = removal;
        var page = Show("edit");
        page.Act(() => page.FindAll("label.check").Single(label => label.TextContent.StartsWith("Remove the container and its log", StringComparison.Ordinal)).QuerySelector("input")!, box => box.Change(true));

        page.Submit();

        page.WaitForAssertion(() => Assert.StartsWith("exec: no such file", page.Find(".form-actions .error-note").TextContent.Trim(), StringComparison.Ordinal));
        var left = await Engine.Containers.ListAsync(cancellationToken: Xunit.TestContext.Current.CancellationToken);
        Assert.Equal(("web", true), (left.Single(container => container.Id == Sample.Id("web")).Name, left.Single(container => container.Id == Sample.Id("web")).State.IsRunning));
        Assert.Equal(isLeft ? 2 : 1, left.Count);
        Assert.Equal(isLeft, page.Find(".form-actions .error-note").TextContent.Contains("The disk is full.", StringComparison.Ordinal));
    }

    public static TheoryData<EngineException, bool> Removals => new()
    {
        { new ObjectNotFoundException("No such container: web"), false },
        { new ConflictException("The removal of container web is already in progress"), false },
        { new EngineFailureException("The disk is full.", "remove container"), true },
    };

    [Fact]
    public void Recreate_OldOneCannotBeRemoved_TheNewOneRunsAndAWarningNamesTheOldOne()
    {
        Engine.Containers.Put(Container());
        Engine.Containers.Fail["remove"] = new EngineFailureException("The disk is full.", "remove container");
        var page = Show("edit");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains(Services.GetRequiredService<ISnackbar>().ShownSnackbars, shown => shown.Message?.Contains("-old-", StringComparison.Ordinal) == true));
        Assert.Contains("start web", Engine.Containers.Calls);
        Assert.EndsWith("/log", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Recreate_OfOneWhoseNetworkAnotherShares_RecreatesThatOneTooWhenAsked()
    {
        Engine.Containers.Put(Container(), Sharing("sidecar", "web"));
        var page = Show("edit");
        var choice = page.WaitForElement("label.check:has(+ form) input");
        Assert.Contains("Recreate sidecar too", choice.ParentElement!.TextContent, StringComparison.Ordinal);
        page.Tick("label.check:has(+ form) input");

        page.Submit();

        page.WaitForAssertion(() => Assert.Equal(2, Engine.Containers.Calls.Count(call => call.StartsWith("remove", StringComparison.Ordinal))));
        var (made, follower) = (Engine.Containers.Created[0], Engine.Containers.Created[1]);
        Assert.Equal("container:" + Sample.Id(made.Name!), follower.NetworkMode);
        Assert.StartsWith("sidecar-new-", follower.Name, StringComparison.Ordinal);
        Assert.Contains("start sidecar", Engine.Containers.Calls);
    }

    [Fact]
    public void Recreate_OfOneWhoseNetworkAnotherShares_WarnsWhenThatOneIsLeft()
    {
        Engine.Containers.Put(Container(), Sharing("sidecar", "web"));
        var page = Show("edit");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains(
            Services.GetRequiredService<ISnackbar>().ShownSnackbars, shown => shown.Message?.Contains("sidecar joined namespaces", StringComparison.Ordinal) == true));
        Assert.Single(Engine.Containers.Created);
    }

    [Fact]
    public void Recreate_ThatFails_GivesSharersTheNetworkOfTheOldOneAgain()
    {
        Engine.Containers.Put(Container(), Sharing("sidecar", "web"));
        Engine.Containers.FailOnce["start"] = new ConflictException("exec: no such file");
        var page = Show("edit");

        page.Submit();

        page.WaitForAssertion(() => Assert.Equal("restart sidecar", Engine.Containers.Calls[^1]));
    }

    [Fact]
    public void Edit_OfOneThatSharesANetwork_ShowsWhoseItIs_OrThatItIsGone()
    {
        Engine.Containers.Put(Container(), Sharing("sidecar", "web"), Sharing("widow", "removed"));

        Assert.Equal("container:web", Show("edit", "sidecar").WaitForElement("#field-network").GetAttribute("value"));
        var widow = Show("edit", "widow");
        Assert.Equal("a removed container", widow.WaitForElement($"#field-network option[value='container:{Sample.Id("removed")}']").TextContent);
        Assert.Contains("was removed. Choose another network.", widow.Markup, StringComparison.Ordinal);
    }

    private static ContainerDetails Sharing(string name, string other) => Sample.Container(name) with { Spec = new ContainerSpec { Image = "busybox:latest", NetworkMode = "container:" + Sample.Id(other) } };

    [Fact]
    public void Duplicate_BeginsWithWhatTheOtherHas_AndFreshVolumes()
    {
        Engine.Containers.Put(Container());
        var page = Show("from");
        page.Type("#field-Name", "twin");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("start twin", Engine.Containers.Calls));
        var spec = Assert.Single(Engine.Containers.Created);
        Assert.Equal("chosen", spec.Hostname);
        Assert.Null(spec.Mounts.Single(mount => mount.Target == "/data").Source);
        Assert.DoesNotContain(Engine.Containers.Calls, call => call.StartsWith("stop", StringComparison.Ordinal));
    }

    private static ContainerDetails Container() => Sample.Container("web") with
    {
        Spec = Whole,
        Mounts = [new MountSpec(MountKind.Volume, "/data", "old-data") { Anonymous = true }],
    };

    private IRenderedComponent<NewContainerPage> Show(string how, string name = "web")
    {
        SignIn(PanelRole.Operator);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/containers/new?{how}={Sample.Id(name)}");
        return Render<NewContainerPage>();
    }
}
