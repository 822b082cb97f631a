using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Panel.Data;
using Panel.Engine.Contract;
using Panel.Tests.Shared;
using Panel.Web.Features.Containers;
using Panel.Web.Features.Files;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Files;

public sealed class FileBrowserTests : PageTest
{
    private static string Id => Sample.Id("web");

    [Fact]
    public void Folder_ListsFoldersFirstWithWaysInAndOut()
    {
        var page = Show("/", ("/b.txt", "hello"), ("/a.txt", ""), ("/sub", null), ("/sub/inner", "x"));

        Assert.Equal(["sub", "a.txt", "b.txt"], Names(page));
        Assert.Equal($"/containers/{Id}/files?path=%2Fsub", page.Find("td.name a").GetAttribute("href"));
        Assert.Equal($"/containers/{Id}/files/content?path=%2Fb.txt", page.Find("[aria-label='Download b.txt']").GetAttribute("href"));
        Assert.Equal($"/containers/{Id}/files/content?path=%2Fsub&tar=true", page.Find("[aria-label='Download sub']").GetAttribute("href"));
        Assert.Equal("3 entries", page.Find(".table-foot").TextContent);

        page.PressButton("Size", "th button");
        Assert.Equal(["sub", "b.txt", "a.txt"], Names(page));
    }

    [Fact]
    public void Crumbs_LeadToEachFolderAbove()
    {
        var page = Show("/etc/nginx", ("/etc", null), ("/etc/nginx", null), ("/etc/nginx/nginx.conf", "x"));
        Assert.Equal(["/ →", "etc → ?path=%2Fetc", "nginx → ?path=%2Fetc%2Fnginx"], page.FindAll(".path a").Select(crumb => $"{crumb.TextContent} → {new Uri("http://x" + crumb.GetAttribute("href")).Query}".TrimEnd()));
        Assert.Equal("nginx", page.Find("[aria-current=location]").TextContent);
    }

    [Fact]
    public void Search_IsAskedOfTheEngine()
    {
        var page = Show("/", ("/one", ""), ("/two", ""));
        page.Type("[data-search]", "TW");
        page.WaitForAssertion(() => Assert.Equal(["two"], Names(page)));
        page.Type("[data-search]", "none");
        page.WaitForAssertion(() => Assert.Contains("No name matches", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Folder_OfVeryMany_SaysWhatIsNotShown()
    {
        foreach (var number in Enumerable.Range(0, 10_001)) Engine.Containers.Files[$"/{number:d6}"] = [];
        var page = Show("/");
        Assert.Equal("10,000 of 10,001 entries; search for a name to see others.", page.Find(".table-foot").TextContent);
    }

    [Fact]
    public void Name_WithOddBytes_IsToldAndAddressedWithoutLoss()
    {
        const string Odd = "a\n\u202E\uDCFF";
        var page = Show("/", ("/" + Odd, null));
        Assert.Equal(["a\\n\\u202e\\xff"], Names(page));
        var address = page.Find("td.name a").GetAttribute("href")!;
        Assert.Equal("/" + Odd, FileText.Path(null, address[(address.IndexOf("raw=", StringComparison.Ordinal) + 4)..]));
    }

    [Fact]
    public void Folder_ThatIsNone_IsSaidAndTriedAgain()
    {
        var page = Show("/gone");
        page.WaitForAssertion(() => Assert.Contains("There is no /gone", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Engine.Containers.Files["/gone"] = null;
        page.PressButton("Try again");
        page.WaitForAssertion(() => Assert.Contains("This folder is empty", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Right_TakenAway_EndsLookingAtOnce()
    {
        SignIn(PanelRole.Viewer);
        var page = Show("/", ("/secret", "x"));
        page.WaitForAssertion(() => Assert.Contains("container.read-files needs the role Operator", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(Names(page));
        var containers = Services.GetRequiredService<IContainerEngine>().Containers;
        await Assert.ThrowsAsync<NotPermittedException>(() => ExistingFiles.AmongAsync(containers, Id, ["/secret"], Xunit.TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Viewer_Tab_HasNoFiles()
    {
        SignIn(PanelRole.Viewer);
        Engine.Containers.Put(Sample.Container("web"));
        var page = Render<ContainerPage>(parameters => parameters.Add(view => view.Id, Id).Add(view => view.Tab, "files"));
        page.WaitForAssertion(() => Assert.Contains("No files for viewers", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain($"list web", Engine.Containers.Calls);
    }

    [Fact]
    public async Task Upload_OverAFile_AsksFirst()
    {
        var dialogs = Dialogs();
        var module = JSInterop.SetupModule(_ => true);
        module.Setup<string[]>("choose", _ => true).SetResult(["old.txt", "new.txt"]);
        var send = module.SetupVoid("send", _ => true);
        var page = Show("/", ("/old.txt", "kept"));

        page.Choose("input[type=file]", "");
        dialogs.WaitForAssertion(() => Assert.Contains("Replace 1 file?", dialogs.Markup, StringComparison.Ordinal));
        Assert.Empty(send.Invocations);
        dialogs.PressButton("Replace");

        // The page draws nothing anew when it hands the files over.
        await Poll.UntilAsync(() => Task.FromResult(send.Invocations.Count == 1), "the files are handed over", cancellationToken: Xunit.TestContext.Current.CancellationToken);
        var addresses = (string[])send.Invocations.Single().Arguments[1]!;
        Assert.Equal([$"/containers/{Id}/files/content?path=%2Fold.txt&replace=true", $"/containers/{Id}/files/content?path=%2Fnew.txt"], addresses);
    }

    [Fact]
    public async Task Upload_Ends_IsToldAndTheFolderReadAgain()
    {
        var module = JSInterop.SetupModule(_ => true);
        module.Setup<string[]>("choose", _ => true).SetResult(["new.txt"]);
        module.SetupVoid("send", _ => true).SetVoidResult();
        var page = Show("/", ("/old.txt", ""));
        page.Choose("input[type=file]", "");
        var upload = page.FindComponent<FileUpload>();
        page.WaitForAssertion(() => Assert.NotEmpty(upload.FindAll(".spinner")));

        await upload.Instance.Progress(0, 1024, 2048);
        page.WaitForAssertion(() => Assert.Contains("new.txt: 1 KiB of 2 KiB", upload.Markup, StringComparison.Ordinal));
        Engine.Containers.Files["/new.txt"] = [1];
        await upload.Instance.Ended(0, true, "");
        await upload.Instance.AllEnded();

        page.WaitForAssertion(() => Assert.Equal(["new.txt", "old.txt"], Names(page)));
        Assert.Contains("Uploaded 1 file.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_Refused_SaysWhyAndGoesBack()
    {
        var module = JSInterop.SetupModule(_ => true);
        var editor = module.SetupModule("create", _ => true);
        editor.Setup<string?>("load", _ => true).SetResult("The file is not UTF-8 text.");
        var page = Show("/", ("/image.png", "x"));
        page.Press("[aria-label='Edit image.png']");
        page.WaitForAssertion(() => Assert.Contains("The file is not UTF-8 text.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.True(page.FindAll("button").Single(button => button.TextContent.Trim() == "Save").HasAttribute("disabled"));
        page.PressButton("Close");
        page.WaitForAssertion(() => Assert.Equal(["image.png"], Names(page)));
    }

    [Theory]
    [InlineData(0x41ED, "drwxr-xr-x")]
    [InlineData(0x43FF, "drwxrwxrwt")]
    [InlineData(0x89A4, "-rwSr--r--")]
    [InlineData(0x85F8, "-rwxrws---")]
    [InlineData(0xA1FF, "lrwxrwxrwx")]
    [InlineData(0x2190, "crw--w----")]
    [InlineData(0x1000, "p---------")]
    public void Mode_IsWrittenAsLsDoes(int mode, string text) => Assert.Equal(text, FileText.Mode(mode));

    private IRenderedComponent<FileBrowser> Show(string path, params (string Path, string? Content)[] files)
    {
        Engine.Containers.Put(Sample.Container("web"));
        foreach (var (file, content) in files) Engine.Containers.Files[file] = content is null ? null : Encoding.UTF8.GetBytes(content);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/containers/{Id}/files?{FileText.Parameter(path)}");
        return Render<FileBrowser>(parameters => parameters.Add(view => view.ContainerId, Id));
    }

    private static List<string> Names(IRenderedComponent<FileBrowser> page) => [.. page.FindAll("td.name a, td.name .file-name").Select(name => name.TextContent)];
}
