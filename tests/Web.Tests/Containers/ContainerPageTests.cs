using Bunit;
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
        page.Find("[aria-label='Show the value of SECRET']").Click();
        Assert.Contains("hunter2", page.Markup, StringComparison.Ordinal);
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

    private IRenderedComponent<ContainerPage> Show(string name)
    {
        SignIn(PanelRole.Operator);
        Engine.Containers.Put(Sample.Container(name));
        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Sample.Id(name)));
        page.WaitForElement(".tabs");
        return page;
    }
}
