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

        page.Find("form").Submit();

        Assert.Contains("Name an image", page.Find("#error-Image").TextContent, StringComparison.Ordinal);
        Assert.Equal("error-Image", page.Find("#field-Image").GetAttribute("aria-describedby"));
        Assert.Empty(Engine.Containers.Created);
    }

    [Fact]
    public void Submit_Whole_CreatesAndStartsAndGoesThere()
    {
        var page = Show();
        page.Find("#field-Image").Input("busybox");
        page.Find("#field-Name").Input("clock");
        page.Find("#field-Command").Input("sh -c 'date; sleep 1'");
        page.Find("#field-Resources-MemoryBytes").Input("64m");

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Equal(["create clock", "start clock"], Engine.Containers.Calls));
        var spec = Assert.Single(Engine.Containers.Created);
        Assert.Equal(["sh", "-c", "date; sleep 1"], spec.Command);
        Assert.Equal(64L << 20, spec.Resources.MemoryBytes);
        Assert.EndsWith("/containers/" + Sample.Id("clock"), Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_EngineRefusesField_ErrorStandsThereAndInputStays()
    {
        Engine.Containers.Fail["create"] = new InvalidInputException("Host port 80 is reserved; take one from 1024 on.", "Ports[0].HostPort");
        var page = Show();
        page.Find("#field-Image").Input("busybox");
        page.FindAll("button").Single(button => button.TextContent == "Publish a port").Click();
        page.Find("[aria-label='Host port of port 1']").Input("80");
        page.Find("[aria-label='Container port of port 1']").Input("8080");

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("reserved", page.Find("#error-Ports-0-HostPort").TextContent, StringComparison.Ordinal));
        Assert.Equal("80", page.Find("[aria-label='Host port of port 1']").GetAttribute("value"));
        Assert.Equal("busybox", page.Find("#field-Image").GetAttribute("value"));
    }

    [Fact]
    public void Submit_NameTaken_ErrorStandsAtName()
    {
        Engine.Containers.Fail["create"] = new ConflictException("The name web is taken by 0123456789ab; choose another.");
        var page = Show();
        page.Find("#field-Image").Input("busybox");
        page.Find("#field-Name").Input("web");

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("taken", page.Find("#error-Name").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Submit_StartFails_NothingIsLeftAndReasonIsShown()
    {
        Engine.Containers.Fail["start"] = new ConflictException("port 8080 is already allocated");
        var page = Show();
        page.Find("#field-Image").Input("busybox");
        page.Find("#field-Name").Input("web");

        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Equal(["create web", "start web", "remove+volumes web"], Engine.Containers.Calls));
        page.WaitForAssertion(() => Assert.Contains("already allocated", page.Find(".error-note").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Viewer_Form_IsAbsentWithTheReason()
    {
        SignIn(PanelRole.Viewer);
        var page = Render<NewContainerPage>();

        Assert.Empty(page.FindAll("form"));
        Assert.Contains("viewer", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<NewContainerPage> Show()
    {
        SignIn(PanelRole.Operator);
        return Render<NewContainerPage>();
    }
}
