using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Registry;
using Panel.Web.Features.Images;
using Panel.Web.Features.Images.Transfers;
using Panel.Web.Features.Registries;
using Panel.Web.Jobs;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Images;

public sealed class TransferTests : PageTest
{
    private readonly IRenderedComponent<MudDialogProvider> _dialogs;

    public TransferTests() => _dialogs = Dialogs();

    [Fact]
    public void Pull_FromThePage_ShowsEachLayerAndIsFoundAgain()
    {
        var page = Render<ImagesPage>();
        Pull(page, "registry.example.com/app:2", "linux/arm64", "ada", "secret");

        page.WaitForAssertion(() => Assert.NotNull(Engine.Images.Progress));
        Assert.Equal(["pull registry.example.com/app:2 linux/arm64 ada:secret"], Engine.Images.Calls);
        Engine.Images.Progress!.Report(new TransferProgress("sha256:" + new string('1', 64), TransferStage.Downloading, 1 << 20, 4 << 20));
        Engine.Images.Progress.Report(new TransferProgress("sha256:" + new string('2', 64), TransferStage.Present));
        page.WaitForAssertion(() => Assert.Contains("1 of 2 layers", page.Find(".transfer-head").TextContent, StringComparison.Ordinal));
        Assert.Contains("downloading, 1 MiB of 4 MiB", page.Find(".transfers").TextContent, StringComparison.Ordinal);
        Assert.Equal("25", page.Find("progress").GetAttribute("value"));
        Assert.Contains("here already", page.FindAll(".layers li")[1].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);

        var again = Render<ImagesPage>();
        Assert.Contains("Pull registry.example.com/app:2", again.Find(".transfers").TextContent, StringComparison.Ordinal);
        Engine.Images.Transfer.SetResult();
        again.WaitForAssertion(() => Assert.Contains("registry.example.com/app:2 is here.", again.Find(".transfer [role=status]").TextContent, StringComparison.Ordinal));
        Assert.Equal(["image.pull registry.example.com/app:2 Succeeded"], Audit.Rows);
        again.Press("[aria-label='Dismiss Pull registry.example.com/app:2']");
        again.WaitForAssertion(() => Assert.Empty(again.FindAll(".transfers")));
    }

    [Fact]
    public void Push_OfLayersThatAreCompressedFirst_ShowsHowFar_ButNothingIsSentYet()
    {
        IReadOnlyList<JobStep> layers =
        [
            TransferSteps.Step("sha256:1", new TransferProgress("sha256:1", TransferStage.Compressing, 1 << 20, 4 << 20)),
            TransferSteps.Step("sha256:2", new TransferProgress("sha256:2", TransferStage.Pushing, 1 << 20, 4 << 20)),
        ];

        Assert.Equal(("compressing, 1 MiB of 4 MiB", 25.0), (layers[0].Text, layers[0].Percent));
        Assert.Equal(12.5, JobStep.PercentOf(layers));
    }

    [Fact]
    public void Pull_ThatFails_StaysWithItsReason()
    {
        var page = Render<ImagesPage>();
        Pull(page, "nosuch:1");
        Engine.Images.Transfer.SetException(new ObjectNotFoundException("The registry has no image nosuch:1."));

        page.WaitForAssertion(() => Assert.Equal("The registry has no image nosuch:1.", page.Find(".transfer .failed").TextContent));
        Assert.Equal(["image.pull nosuch:1 Failed"], Audit.Rows);
    }

    [Fact]
    public void Pull_Cancelled_SaysThatNothingIsLeft()
    {
        var page = Render<ImagesPage>();
        Pull(page, "big:1");
        page.WaitForAssertion(() => Assert.NotNull(Engine.Images.Progress));

        page.PressButton("Cancel");

        page.WaitForAssertion(() => Assert.Equal("It was cancelled; nothing is left of it.", page.Find(".transfer .failed").TextContent));
        Assert.Contains("job.cancel Pull big:1 Succeeded", Audit.Rows);
    }

    [Fact]
    public async Task Pull_CancelledByOneWhoIsNoOperatorAnyMore_GoesOn()
    {
        var page = Render<ImagesPage>();
        Pull(page, "big:1");
        page.WaitForAssertion(() => Assert.NotNull(Engine.Images.Progress));
        var transfer = Services.GetRequiredService<ImageTransfers>().All[0];
        SignIn(PanelRole.Viewer);

        await Assert.ThrowsAsync<NotPermittedException>(() => Services.GetRequiredService<JobOperations>().CancelAsync(transfer.Id, Xunit.TestContext.Current.CancellationToken));

        Assert.Contains("job.cancel Pull big:1 Refused", Audit.Rows);
        Assert.Equal(JobState.Running, transfer.View.Row.State);
        Engine.Images.Transfer.SetResult();
    }

    [Fact]
    public async Task Push_OfAViewer_IsRefusedAndAudited()
    {
        SignIn(PanelRole.Viewer);
        var transfers = Services.GetRequiredService<ImageTransfers>();
        var push = new PushSpec("a:1");

        await Assert.ThrowsAsync<NotPermittedException>(() => transfers.PushAsync(new(), push, Xunit.TestContext.Current.CancellationToken));

        var page = Render<ImagesPage>();
        Assert.Empty(transfers.All);
        Assert.Equal(["image.push a:1 Refused"], Audit.Rows);
        Assert.Empty(Engine.Images.Calls);
        Assert.True(page.FindAll("button").First(button => button.TextContent.Trim() == "Pull an image").HasAttribute("disabled"));
    }

    [Fact]
    public void Push_SaysWhereItGoes()
    {
        Engine.Images.All.Add(Sample.Image("a", "registry.example.com:5000/app:1"));
        var page = Render<ImagesPage>();
        page.Press("[aria-label='Push registry.example.com:5000/app:1']");
        _dialogs.WaitForAssertion(() => Assert.Contains("Goes to registry.example.com:5000", _dialogs.Markup.Replace("<b>", "", StringComparison.Ordinal), StringComparison.Ordinal));
        _dialogs.Submit();

        page.WaitForAssertion(() => Assert.Equal(["push registry.example.com:5000/app:1 :"], Engine.Images.Calls));
    }

    [Fact]
    public void Tag_ThatTheEngineRefuses_IsToldAtTheField()
    {
        Engine.Images.All.Add(Sample.Image("a", "app:1"));
        Engine.Images.Fail = new InvalidInputException("The name UPPER must be lowercase.", "RepositoryTag");
        var page = Render<ImagesPage>();
        page.Press("[aria-label='Add tag to app:1']");
        _dialogs.Type("#field-RepositoryTag", "UPPER");
        _dialogs.Submit();

        _dialogs.WaitForAssertion(() => Assert.Contains("must be lowercase", _dialogs.Find("#error-RepositoryTag").TextContent, StringComparison.Ordinal));
        Assert.Equal(["tag app:1 UPPER"], Engine.Images.Calls);
    }

    [Theory]
    [InlineData("busybox", "Docker Hub")]
    [InlineData("library/busybox:1", "Docker Hub")]
    [InlineData("localhost/a", "localhost")]
    [InlineData("localhost:5000/a", "localhost:5000")]
    [InlineData("ghcr.io/owner/name@sha256:00", "ghcr.io")]
    public void Registry_OfAName(string reference, string registry) => Assert.Equal(registry, ImageNames.Registry(reference));

    [Theory]
    [InlineData("busybox")]
    [InlineData("team/app")]
    [InlineData("LOCALHOST/x")]
    [InlineData("Team/app")]
    [InlineData("localhost/x")]
    [InlineData("localhosts/x")]
    [InlineData("[::1]:5000/x")]
    [InlineData("host:5000/team/x@sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("index.docker.io/x")]
    [InlineData("Docker.io/x")]
    [InlineData("docker.io/x/y.z:1")]
    public void Address_OfAnyName_IsWhereTheEngineConnects(string reference) => Assert.Equal(ImageReference.Parse(reference).Domain, ImageNames.Address(reference));

    [Fact]
    public async Task PullAndPush_ToAHostInUpperCase_GetNoAccountOfDockerHub()
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        await Services.GetRequiredService<StoredRegistries>().AddAsync("docker.io", new RegistryForm { UserName = "ada", Password = "secret" }, cancellation);
        SignIn(PanelRole.Operator);
        var (transfers, person) = (Services.GetRequiredService<ImageTransfers>(), (await Services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync()).User);
        Engine.Images.Transfer.SetResult();

        await (await transfers.PullAsync(person, new PullSpec("LOCALHOST/x"), cancellation)).Ended;
        await (await transfers.PushAsync(person, new PushSpec("LOCALHOST/x:1"), cancellation)).Ended;
        await (await transfers.PullAsync(person, new PullSpec("x"), cancellation)).Ended;

        Assert.Equal(["pull LOCALHOST/x  :", "push LOCALHOST/x:1 :", "pull x  ada:secret"], Engine.Images.Calls);
    }

    private void Pull(IRenderedComponent<ImagesPage> page, string reference, string platform = "", string user = "", string password = "")
    {
        page.PressButton("Pull an image");
        _dialogs.Type("#field-Reference", reference);
        _dialogs.Type("#field-Platform", platform);
        _dialogs.Type("#field-UserName", user);
        _dialogs.Type("#field-registry-password", password);
        _dialogs.Submit();
    }
}
