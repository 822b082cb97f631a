using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

public sealed class NewContainerPageTests : PageTest
{
    [Fact]
    public void Submit_Empty_ErrorStandsAtImage()
    {
        var page = Show();

        page.Submit();

        Assert.Contains("Enter an image", page.Find("#error-Image").TextContent, StringComparison.Ordinal);
        Assert.Equal("error-Image", page.Find("#field-Image").GetAttribute("aria-describedby"));
        Assert.Empty(Engine.Containers.Created);
    }

    [Fact]
    public void Submit_Whole_CreatesAndStartsAndGoesThere()
    {
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Name", "clock");
        page.Type("#field-Command", "sh -c 'date; sleep 1'");
        page.Type("#field-Resources-MemoryBytes", "64m");

        page.Submit();

        page.WaitForAssertion(() => Assert.Equal(["create clock", "start clock"], Engine.Containers.Calls));
        var spec = Assert.Single(Engine.Containers.Created);
        Assert.Equal(["sh", "-c", "date; sleep 1"], spec.Command);
        Assert.Equal(64L << 20, spec.Resources.MemoryBytes);
        Assert.EndsWith($"/containers/{Sample.Id("clock")}/log", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_EngineRefusesField_ErrorStandsThereAndInputStays()
    {
        Engine.Containers.Fail["create"] = new InvalidInputException("Host port 80 is reserved; take one from 1024 on.", "Ports[0].HostPort");
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.PressButton("Publish a port");
        page.Type("[aria-label='Host port of port 1']", "80");
        page.Type("[aria-label='Container port of port 1']", "8080");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("reserved", page.Find("#error-Ports-0-HostPort").TextContent, StringComparison.Ordinal));
        Assert.Equal("80", page.Find("[aria-label='Host port of port 1']").GetAttribute("value"));
        Assert.Equal("busybox", page.Find("#field-Image").GetAttribute("value"));
    }

    [Fact]
    public void Submit_WithResolverSettings_CreatesWithThem()
    {
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-DnsServers", "192.0.2.53, 2001:db8::53");
        page.Type("#field-DnsSearch", "a.example b.example");
        page.Type("#field-DnsOptions", "ndots:2");
        page.Type("#field-ExtraHosts", "db:192.0.2.7\n192.0.2.8 cache store\ngate:host-gateway");

        page.Submit();

        page.WaitForAssertion(() => Assert.NotEmpty(Engine.Containers.Created));
        var spec = Assert.Single(Engine.Containers.Created);
        Assert.Equal(["192.0.2.53", "2001:db8::53"], spec.DnsServers);
        Assert.Equal(["a.example", "b.example"], spec.DnsSearch);
        Assert.Equal(["ndots:2"], spec.DnsOptions);
        Assert.Equal(["db:192.0.2.7", "cache:192.0.2.8", "store:192.0.2.8", "gate:host-gateway"], spec.ExtraHosts);
    }

    [Theory]
    [InlineData("DnsServers", "192.0.2.53")]
    [InlineData("DnsSearch", "a.example")]
    [InlineData("DnsOptions", "ndots:2")]
    [InlineData("ExtraHosts", "db:192.0.2.7")]
    public void Submit_EngineRefusesAResolverSetting_ErrorStandsAtItsField(string field, string text)
    {
        Engine.Containers.Fail["create"] = new InvalidInputException("That is not one.", field + "[0]");
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-" + field, text);

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("not one", page.Find("#error-" + field).TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("#field-" + field).GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Submit_WithWrongResolverSettings_MarksAllOfThemBesideTheOtherFields()
    {
        var page = Show();
        page.Find("#field-Name").Input("-");
        page.Find("#field-DnsServers").Input("192.0.2.53 nonsense");
        page.Find("#field-DnsSearch").Input("-");
        page.Find("#field-DnsOptions").Input("NDOTS");
        page.Find("#field-ExtraHosts").Input("gate:host-gateway\ndb:nowhere");

        page.Find("form").Submit();

        foreach (var (field, sentence) in new[]
        {
            ("Image", "Enter an image"), ("Name", "two or more letters"), ("DnsServers", "The name server 'nonsense' must be an IP address."), ("DnsSearch", "The search domain '-' must be"),
            ("DnsOptions", "option 'NDOTS' must be"), ("ExtraHosts", "The host 'db:nowhere' must be name:address."),
        })
        {
            Assert.Contains(sentence, page.Find("#error-" + field).TextContent, StringComparison.Ordinal);
            Assert.Equal("true", page.Find("#field-" + field).GetAttribute("aria-invalid"));
        }

        Assert.Empty(Engine.Containers.Created);
    }

    [Fact]
    public void Submit_WithAHostThatHasNoAddress_ErrorStandsAtItsField()
    {
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-ExtraHosts", "db");

        page.Submit();

        Assert.Contains("db:192.0.2.7", page.Find("#error-ExtraHosts").TextContent, StringComparison.Ordinal);
        Assert.Empty(Engine.Containers.Created);
    }

    [Theory]
    [InlineData("host", true)]
    [InlineData("none", false)]
    public void Resolver_IsAskedForWhereItHasAnEffect(string network, bool isAsked)
    {
        SignIn(PanelRole.Administrator);
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-DnsServers", "192.0.2.53");
        page.Type("#field-network", network);

        Assert.Equal(isAsked, page.FindAll("#field-DnsServers").Count == 1);
        page.Submit();
        page.WaitForAssertion(() => Assert.Equal(isAsked ? ["192.0.2.53"] : [], Assert.Single(Engine.Containers.Created).DnsServers));
    }

    [Fact]
    public void Submit_NameTaken_ErrorStandsAtName()
    {
        Engine.Containers.Fail["create"] = new ConflictException("The name web is taken by 0123456789ab; choose another.") { Field = "Name" };
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Name", "web");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("taken", page.Find("#error-Name").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Submit_StartFails_NothingIsLeftAndReasonIsShown()
    {
        Engine.Containers.Fail["start"] = new ConflictException("port 8080 is already allocated");
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Name", "web");

        page.Submit();

        page.WaitForAssertion(() => Assert.Equal(["create web", "start web", "remove+volumes web"], Engine.Containers.Calls));
        page.WaitForAssertion(() => Assert.Contains("already allocated", page.Find(".error-note").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Submit_PortTaken_ErrorStandsAtThePort()
    {
        Engine.Containers.Fail["start"] = new ConflictException("Bind for 0.0.0.0:8080 failed: port is already allocated: the container web publishes it.") { Field = "Ports[1].HostPort" };
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Name", "web");
        foreach (var (index, port) in new[] { "8081", "8080" }.Index())
        {
            page.Act(() => page.Find("[data-rows='ports'] [data-add]"), button => button.Click());
            page.Type($"[aria-label='Host port of port {index + 1}']", port);
            page.Type($"[aria-label='Container port of port {index + 1}']", "80");
        }

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("the container web publishes it", page.FindAll("[data-rows='ports'] .row")[1].TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("[aria-label='Host port of port 2']").GetAttribute("aria-invalid"));
        Assert.Empty(page.FindAll("#error-Name"));
    }

    [Theory]
    [MemberData(nameof(Gone))]
    public void Submit_StartFailsOfOneThatTheEngineRemoves_TheReasonIsThatOfTheStart(EngineException cleaning)
    {
        Engine.Containers.Fail["start"] = new ConflictException("port 8080 is already allocated");
        Engine.Containers.Fail["remove+volumes"] = cleaning;
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Name", "web");
        page.Act(() => page.FindAll("label.check").Single(label => label.TextContent.StartsWith("Remove the container and its log", StringComparison.Ordinal)).QuerySelector("input")!, box => box.Change(true));

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("already allocated", page.Find(".error-note").TextContent, StringComparison.Ordinal));
        Assert.Equal("container.remove web Succeeded", Audit.Rows[^1]);
    }

    public static TheoryData<EngineException> Gone =>
        [new ObjectNotFoundException("No such container: web"), new ConflictException("The container web is being removed already.")];

    [Fact]
    public void Security_OfTheDefault_IsToldBeforeThereIsAContainer()
    {
        var page = Show();

        Assert.Contains("Default isolation", page.Find("[aria-label='Security'] .verdict.good").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".verdict.weak"));
    }

    [Fact]
    public void Security_MadeWeaker_StandsOutAtOnce()
    {
        var page = Show();

        page.Act(
            () => page.FindAll("[aria-label='Security'] label.check").Single(label => label.TextContent.StartsWith("Privileged", StringComparison.Ordinal)).QuerySelector("input")!,
            box => box.Input(true));

        page.WaitForAssertion(() => Assert.Contains("It is privileged.", page.Find("[aria-label='Security'] .verdict.weak").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("Default isolation", page.Markup, StringComparison.Ordinal);
        Assert.Empty(Engine.Containers.Created);
    }

    [Fact]
    public void Security_OfAMount_GoesWithIt()
    {
        var page = Show();
        page.PressButton("Add a mount");
        page.Type("[aria-label='Kind of mount 1']", nameof(MountKind.Bind));
        page.Type("[aria-label='Source of mount 1']", "/etc");

        page.WaitForAssertion(() => Assert.Contains("the host's /etc", page.Find(".verdict.weak").TextContent, StringComparison.Ordinal));
        page.Press("[aria-label='Remove mount 1']");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".verdict.weak")));
    }

    [Fact]
    public void Security_ThatIsWrong_SaysWhatCannotBeTold()
    {
        Engine.Containers.Fail["assess"] = new InvalidInputException("There is no capability 'NET_ADMI'; write it as NET_ADMIN, or ALL.", "Security.CapabilitiesAdd[0]");

        Assert.Contains("cannot assess its security yet: There is no capability", Show().Find(".verdict.weak").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_OfADeviceByAnOperator_SaysAtItsFieldWhoMay()
    {
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Security-Devices", "/dev/fuse");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("needs the role Administrator here", page.Find("#error-Security-Devices").TextContent, StringComparison.Ordinal));
        Assert.Empty(Engine.Containers.Created);
    }

    [Fact]
    public void Submit_EngineRefusesASecurityOption_ErrorStandsAtItsField()
    {
        SignIn(PanelRole.Administrator);
        Engine.Containers.Fail["create"] = new InvalidInputException("There is no device /dev/nope on the host.", "Security.Devices[1]");
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.Type("#field-Security-Devices", "/dev/fuse\n/dev/nope");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("/dev/nope", page.Find("#error-Security-Devices").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("#field-Security-Devices").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Submit_NamespaceOfAnother_IsThatOnes()
    {
        Engine.Containers.Put(Sample.Container("db"));
        var page = Show();
        page.Type("#field-Image", "busybox");
        page.WaitForElement("#field-Security-PidMode option[value='container:db']");
        page.Type("#field-Security-PidMode", "container:db");
        page.Type("#field-Resources-BlkioWeight", "300");

        page.Submit();

        page.WaitForState(() => Engine.Containers.Created.Count == 1);
        Assert.Equal(($"container:{Sample.Id("db")}", 300), (Engine.Containers.Created[0].Security.PidMode, Engine.Containers.Created[0].Resources.BlkioWeight));
    }

    [Fact]
    public void Viewer_Form_IsAbsentWithTheReason()
    {
        SignIn(PanelRole.Viewer);
        var page = Render<NewContainerPage>();

        Assert.Empty(page.FindAll("form"));
        Assert.Contains("viewer", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_OfAnImageThatIsNotHere_PullsItFirst()
    {
        var page = Show();
        page.Type("#field-Image", "redis:7.4");
        page.Type("#field-Name", "cache");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("Pull redis:7.4", page.Find(".form-actions").TextContent, StringComparison.Ordinal));
        Assert.Equal("Pull redis:7.4", page.Find(".form-actions progress").GetAttribute("aria-label"));
        Assert.Empty(Engine.Containers.Created);
        Engine.Images.Transfer.SetResult();
        page.WaitForAssertion(() => Assert.Equal(["create cache", "start cache"], Engine.Containers.Calls));
    }

    [Fact]
    public void Submit_OfAnImageThatCannotBePulled_SaysSoAtItsFieldAndAboveTheButtons()
    {
        Engine.Images.Transfer.SetException(new ObjectNotFoundException("docker.io has no redis:none."));
        var page = Show();
        page.Type("#field-Image", "redis:none");

        page.Submit();

        page.WaitForAssertion(() => Assert.Contains("has no redis:none", page.Find("#error-Image").TextContent, StringComparison.Ordinal));
        Assert.Contains("has no redis:none", page.Find(".form-actions .error-note").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.NotEmpty(JSInterop.Invocations["panel.focusInvalid"]));
        Assert.Empty(Engine.Containers.Created);
    }

    private IRenderedComponent<NewContainerPage> Show()
    {
        if (Engine.Images.All.Count == 0) Engine.Images.All.Add(Sample.Image("busybox", "busybox:latest"));
        return Render<NewContainerPage>();
    }
}
