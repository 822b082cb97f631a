using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>An image that a real registry gets a newer one of, from the mark on its row to the pull that takes the mark away.</summary>
public sealed class UpdatesTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    [Fact]
    public async Task Image_OfWhichTheRegistryHasANewer_IsMarkedAndPulled()
    {
        Assert.SkipWhen(RegistryProcess.Program is null, "./test.sh fetches Debian's docker-registry.");
        var folder = Directory.CreateTempSubdirectory("panel-updates-").FullName;
        await using var registry = await RegistryProcess.StartAsync(cancellationToken: Cancellation);
        var name = $"{registry.Address}/team/app:1";
        await PutAsync(name, folder, "first");
        var page = await OpenBrowserAsync(People.Administrator);
        await page.GotoAsync("/images");
        await page.Button("Pull an image").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Image").FillAsync(name);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pull", Exact = true }).ClickAsync();
        var images = page.GetByRole(AriaRole.Table, new() { Name = "Images" });
        await Expect(images.GetByText(name)).ToBeVisibleAsync();
        await page.Button($"Dismiss Pull {name}").ClickAsync();

        await page.Button("Check for updates").ClickAsync();
        await Expect(page.GetByText("Checked just now.")).ToBeVisibleAsync();
        await Expect(images.GetByText("Update available")).ToHaveCountAsync(0);
        var newer = await PutAsync(name, folder, "second");
        await page.Button("Check for updates").ClickAsync();
        await Expect(images.GetByText("Update available")).ToBeVisibleAsync();
        await page.PictureAsync("updates");

        await images.GetByText(name).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Updates" });
        await Expect(card).ToContainTextAsync($"in the registry {newer[7..19]}");
        await page.PictureAsync("update");
        await page.Button($"Pull {name}").ClickAsync();
        await Expect(page.GetByText("It has no name, so there is nothing to compare it with.")).ToBeVisibleAsync();
        await page.GotoAsync("/images");
        await images.GetByText(name).ClickAsync();
        await Expect(card).ToContainTextAsync("Up to date");
        await registry.DisposeAsync();
        await page.Button($"Check {name} now").ClickAsync();
        await Expect(card).ToContainTextAsync(registry.Address + " cannot be reached");
        await Expect(card).ToContainTextAsync("Up to date");
        await page.PictureAsync("update-failing");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> PutAsync(string name, string folder, string content)
    {
        var layout = $"{folder}/{content}";
        ImageLayout.Write(layout, "app", ("linux/" + TestImage.HostArchitecture, new TestImage([TestLayer.OfFile("data", content)], config => config["architecture"] = TestImage.HostArchitecture)));
        await Command.OutputAsync("skopeo", ["--insecure-policy", "copy", "-q", "--all", "--dest-tls-verify=false", $"oci:{layout}:app", $"docker://{name}"], Cancellation);
        return (await Command.OutputAsync("skopeo", ["--insecure-policy", "inspect", "--tls-verify=false", "-f", "{{.Digest}}", $"docker://{name}"], Cancellation)).Trim();
    }
}
