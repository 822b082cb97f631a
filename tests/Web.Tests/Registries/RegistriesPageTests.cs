using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Web.Features.Images;
using Panel.Web.Features.Registries;

namespace Panel.Web.Tests.Registries;

public sealed class RegistriesPageTests : PageTest
{
    private const string Secret = "s3cret token";
    private readonly IRenderedComponent<MudDialogProvider> _dialogs;

    public RegistriesPageTests()
    {
        _dialogs = Dialogs();
        SignIn(PanelRole.Administrator);
    }

    private StoredRegistries Stored => Services.GetRequiredService<StoredRegistries>();

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public void Page_WithoutRegistries_SaysWhatOneIsFor()
    {
        var page = Render<RegistriesPage>();
        page.WaitForAssertion(() => Assert.Contains("No registries yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_ThroughTheDialog_IsListedAuditedAndItsPasswordIsNowhere()
    {
        var page = Render<RegistriesPage>();
        page.PressButton("Add a registry");
        _dialogs.Type("#field-Address", "registry.example:5000");
        _dialogs.Type("#field-UserName", "ada");
        _dialogs.Type("#field-Password", Secret);
        _dialogs.Submit();

        page.WaitForAssertion(() => Assert.Contains("registry.example:5000", page.Find("table").TextContent, StringComparison.Ordinal));
        Assert.Equal(["registry.add registry.example:5000 Succeeded"], Audit.Rows);
        Assert.DoesNotContain(Audit.Details, details => details.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(Audit.Details, details => details.Contains("as ada", StringComparison.Ordinal));
        page.Press("[aria-label='Change registry.example:5000']");
        Assert.Equal("as stored", _dialogs.WaitForElement("#field-Password").GetAttribute("placeholder"));
        Assert.DoesNotContain(Secret, _dialogs.Markup + page.Markup, StringComparison.Ordinal);
        Assert.Equal(Secret, (await Stored.AccessAsync("registry.example:5000", RegistryAccess.Anonymous, Cancellation)).Password);
    }

    [Fact]
    public void Add_OfWhatIsNoRegistry_IsToldAtTheField()
    {
        var page = Render<RegistriesPage>();
        page.PressButton("Add a registry");
        _dialogs.Type("#field-Address", "no registry");
        _dialogs.Submit();
        _dialogs.WaitForAssertion(() => Assert.Equal("'no registry' is not a registry.", _dialogs.Find("#error-Address").TextContent));
        _dialogs.Type("#field-Address", "");
        _dialogs.Submit();
        _dialogs.WaitForAssertion(() => Assert.Contains("Enter the registry's address", _dialogs.Find("#error-Address").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Test_InTheDialog_UsesTheStoredPasswordWhenNoneIsTyped()
    {
        await AddAsync("registry.example");
        Engine.Registries.Test = new(RegistryCheckOutcome.AccountRefused, "registry.example answers, but does not accept this user name and password.");
        var page = Render<RegistriesPage>();
        page.Press("[aria-label='Change registry.example']");
        _dialogs.Type("#field-UserName", "eve");
        _dialogs.PressButton("Test the connection");

        _dialogs.WaitForAssertion(() => Assert.Contains("does not accept", _dialogs.Find(".verdict.weak").TextContent, StringComparison.Ordinal));
        Assert.Equal([$"test registry.example eve:{Secret}"], Engine.Registries.Calls);
        Assert.Equal(["registry.test registry.example Succeeded"], Audit.Rows);
    }

    [Fact]
    public async Task Test_OfARow_ShowsTheSentenceBelowIt()
    {
        await AddAsync("registry.example");
        SignIn(PanelRole.Operator);
        var page = Render<RegistriesPage>();
        page.Press("[aria-label='Test the connection to registry.example']");
        page.WaitForAssertion(() => Assert.Equal("It answers and accepts the account.", page.Find(".verdict.good").TextContent.Trim()));
        Assert.Equal([$"test registry.example ada:{Secret}"], Engine.Registries.Calls);
    }

    [Fact]
    public async Task Page_OfAnOperator_ChangesNothingAndOfAViewerUsesNothing()
    {
        await AddAsync("registry.example");
        SignIn(PanelRole.Operator);
        var page = Render<RegistriesPage>();
        page.WaitForElement("[aria-label='Browse registry.example']");
        Assert.Empty(page.FindAll("[aria-label='Remove registry.example'], [aria-label='Change registry.example']"));
        Assert.DoesNotContain("Add a registry", page.Markup, StringComparison.Ordinal);
        var operations = Services.GetRequiredService<RegistryOperations>();
        var row = Assert.Single(await Stored.ListAsync(Cancellation));
        await Assert.ThrowsAsync<NotPermittedException>(() => operations.RemoveAsync(row, Cancellation));
        await Assert.ThrowsAsync<NotPermittedException>(() => operations.TestAsync(RegistryForm.Of(row), row, Cancellation));

        SignIn(PanelRole.Viewer);
        Assert.Empty(Render<RegistriesPage>().WaitForElement("table").QuerySelectorAll("button"));
        await Assert.ThrowsAsync<NotPermittedException>(() => Services.GetRequiredService<RegistryOperations>().RepositoriesAsync(row, null, Cancellation));
        await Assert.ThrowsAsync<NotPermittedException>(() => Services.GetRequiredService<RegistryOperations>().TestAsync(row, Cancellation));
        Assert.Empty(Engine.Registries.Calls);
    }

    [Fact]
    public async Task Remove_AsksSaysWhatIsLostAndForgets()
    {
        await AddAsync("registry.example");
        var page = Render<RegistriesPage>();
        page.Press("[aria-label='Remove registry.example']");
        Assert.Contains("Its stored password is lost", _dialogs.WaitForElement(".loss").TextContent, StringComparison.Ordinal);
        _dialogs.PressButton("Remove");
        page.WaitForAssertion(() => Assert.Contains("No registries yet", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["registry.remove registry.example Succeeded"], Audit.Rows);
    }

    [Fact]
    public async Task Browse_RepositoriesInPages_AndTheTagsOfOneWithDetailsWhereAsked()
    {
        var id = await AddAsync("registry.example");
        Engine.Registries.Repositories.AddRange(Enumerable.Range(0, 60).Select(number => $"team/app-{number:00}"));
        Engine.Registries.Tags.AddRange(["1.0", "latest"]);
        var page = Render<RegistryPage>(parameters => parameters.Add(view => view.Id, id));
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll(".repositories tbody tr").Count));
        page.PressButton("Show more");
        page.WaitForAssertion(() => Assert.Equal(60, page.FindAll(".repositories tbody tr").Count));
        Assert.DoesNotContain("Show more", page.Markup, StringComparison.Ordinal);
        Assert.Equal($"/registries/{id}?repository=team%2Fapp-07", page.FindAll(".repositories a")[7].GetAttribute("href"));

        Services.GetRequiredService<NavigationManager>().NavigateTo($"/registries/{id}?repository=team%2Fapp-07");
        page.Render(parameters => parameters.Add(view => view.Id, id));

        page.Press("[aria-label='Show digest, size and platforms of 1.0']");
        page.WaitForAssertion(() => Assert.Contains("3 MiB to download linux/amd64, linux/arm/v7", string.Join(' ', page.Find(".tag-facts").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal));
        Assert.Equal(
            [$"repositories registry.example after  ada:{Secret}", $"repositories registry.example after team/app-49 ada:{Secret}", $"tags registry.example/team/app-07 after  ada:{Secret}", $"describe registry.example/team/app-07:1.0 ada:{Secret}"],
            Engine.Registries.Calls);

        page.Press("[aria-label='Pull team/app-07:latest']");
        Assert.Equal("registry.example/team/app-07:latest", _dialogs.WaitForElement("#field-Reference").GetAttribute("value"));
        _dialogs.WaitForAssertion(() => Assert.Contains("ada", _dialogs.Find(".hint b").TextContent, StringComparison.Ordinal));
        _dialogs.Submit();
        page.WaitForAssertion(() => Assert.Equal([$"pull registry.example/team/app-07:latest  ada:{Secret}"], Engine.Images.Calls));
        page.WaitForAssertion(() => Assert.Contains("Pull registry.example/team/app-07:latest", page.Find(".transfers").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Browse_WhereTheRegistryListsNothing_SaysWhyAndLetsOneBeTyped()
    {
        var id = await AddAsync("registry.example");
        Engine.Registries.Fail = new NotPermittedException("The registry registry.example does not list its repositories.");
        var page = Render<RegistryPage>(parameters => parameters.Add(view => view.Id, id));
        page.WaitForAssertion(() => Assert.Contains("does not list its repositories", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        page.Type("[aria-label=Repository]", " team/app ");
        page.Submit();
        Assert.EndsWith($"/registries/{id}?repository=team%2Fapp", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Browse_OfWhatWasRemoved_SaysSo()
    {
        var page = Render<RegistryPage>(parameters => parameters.Add(view => view.Id, 77));
        page.WaitForAssertion(() => Assert.Contains("registry no longer exists", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_OfANameAlone_IsOfTheDefaultRegistry()
    {
        await Stored.AddAsync("registry.example", new RegistryForm { UserName = "ada", Password = Secret, IsDefault = true }, Cancellation);
        var page = Render<ImagesPage>();
        page.PressButton("Pull an image");
        _dialogs.WaitForAssertion(() => Assert.Contains("taken from registry.example", _dialogs.Markup, StringComparison.Ordinal));
        _dialogs.Type("#field-Reference", "nginx:1");
        Assert.Contains("Pulls registry.example/nginx:1", _dialogs.Find("p[role=status]").TextContent, StringComparison.Ordinal);
        _dialogs.Submit();
        page.WaitForAssertion(() => Assert.Equal([$"pull registry.example/nginx:1  ada:{Secret}"], Engine.Images.Calls));
    }

    [Theory]
    [InlineData("nginx", "registry.example", "registry.example/nginx")]
    [InlineData("team/app:1", "registry.example", "registry.example/team/app:1")]
    [InlineData("docker.io/library/nginx", "registry.example", "docker.io/library/nginx")]
    [InlineData("ghcr.io/a/b", "registry.example", "ghcr.io/a/b")]
    [InlineData("nginx", "docker.io", "nginx")]
    [InlineData("", "registry.example", "")]
    public void Qualify_OfAName(string typed, string registry, string full) => Assert.Equal(full, ImageNames.Qualify(typed, registry));

    private Task<int> AddAsync(string address) => Stored.AddAsync(address, new RegistryForm { UserName = "ada", Password = Secret }, Cancellation);
}
