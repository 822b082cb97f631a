using System.Text;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>The files of a container, from a browser.</summary>
public sealed class FilesTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Files_AreLookedAtUploadedEditedAndDownloaded()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("box", "sleep 1000");
        await page.GetByRole(AriaRole.Link, new() { Name = "Files", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "etc", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Folder" })).ToContainTextAsync("etc");
        await Expect(page.GetByText("passwd", new() { Exact = true })).ToBeVisibleAsync();

        await UploadAsync(page, ("one.txt", "first\r\n"), ("two.txt", "second"));
        await Expect(page.GetByText("Uploaded 2 files.")).ToBeVisibleAsync();
        await page.GetByLabel("Search names in this folder").FillAsync(".txt");
        await Expect(page.GetByText("2 entries")).ToBeVisibleAsync();

        await page.GetByLabel("Edit one.txt").ClickAsync();
        var text = page.GetByLabel("Text of the file");
        await Expect(text).ToHaveValueAsync("first\n");
        await text.FillAsync("first\nand more\n");
        await page.Button("Save").ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await page.Button("Close").ClickAsync();
        Assert.Equal("first\r\nand more\r\n", await DownloadAsync(page, "Download one.txt"));

        await UploadAsync(page, ("two.txt", "replaced"));
        var question = page.GetByRole(AriaRole.Dialog);
        await Expect(question).ToContainTextAsync("Replace 1 file?");
        await question.GetByRole(AriaRole.Button, new() { Name = "Replace", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Uploaded 1 file.")).ToBeVisibleAsync();
        Assert.Equal("replaced", await DownloadAsync(page, "Download two.txt"));

        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync($"/containers/{id}/files?path=%2Fetc");
        await Expect(page.GetByText("one.txt", new() { Exact = true })).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await page.GotoAsync("/audit");
        await Expect(page.GetByText("container.write-file").First).ToBeVisibleAsync();
    }

    private static Task UploadAsync(IPage page, params (string Name, string Content)[] files) => page.GetByLabel("Upload files").SetInputFilesAsync(
        files.Select(file => new FilePayload { Name = file.Name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(file.Content) }));

    private static async Task<string> DownloadAsync(IPage page, string label)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByLabel(label).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), Cancellation);
    }
}
