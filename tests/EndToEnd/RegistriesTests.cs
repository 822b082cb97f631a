using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>A real registry with a password and a certificate of its own authority, from its entry to the removal of what came from it.</summary>
public sealed partial class RegistriesTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const string Wrong = "wr0ng-but-secret";
    private readonly StringBuilder _seen = new();

    [Fact]
    public async Task Registry_WithAPasswordAndItsOwnAuthority_IsAddedLookedIntoPulledFromAndPushedTo()
    {
        Assert.SkipWhen(RegistryProcess.Program is null, "./test.sh fetches Debian's docker-registry.");
        var folder = Directory.CreateTempSubdirectory("panel-registry-page-").FullName;
        using var authority = new TestAuthority(folder);
        using var other = new TestAuthority(folder, "other");
        await using var registry = await RegistryProcess.StartAsync(withPassword: true, authority.Server(), Cancellation);
        // The panel sees the registry at the other end of a wire, so that a pull can be looked at half way.
        await using var wire = new Wire(new Uri("https://" + registry.Address));
        var address = wire.Address.Authority;
        var (index, manifest) = await SeedAsync(registry, folder);

        var page = await OpenBrowserAsync(People.Administrator);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => See(frame.Text ?? Encoding.UTF8.GetString(frame.Binary ?? []));
        await AddAsync(page, address, await File.ReadAllTextAsync(other.Path, Cancellation), await File.ReadAllTextAsync(authority.Path, Cancellation));
        await LookIntoAsync(page, address, index);
        await PullAsync(page, address, wire);
        await PushAsync(page, address);
        Assert.Equal(manifest, await DigestAsync(registry, "team/app:2"));
        await RemoveAsync(page, address);
        await registry.DisposeAsync();
        await SeeItGoneAsync(page, address);
        await AssertNoPasswordAsync(page);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task AddAsync(IPage page, string address, string otherAuthority, string authority)
    {
        await page.GotoAsync("/registries");
        await Expect(page.GetByText("No registries yet")).ToBeVisibleAsync();
        await page.PictureAsync("registries-empty");
        await page.Button("Add a registry").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var test = dialog.GetByRole(AriaRole.Button, new() { Name = "Test the connection" });
        await dialog.GetByLabel("Address").FillAsync(address);
        await dialog.GetByText("Certificate authority").ClickAsync();
        await dialog.GetByLabel("Certificates in PEM").FillAsync(otherAuthority);
        await test.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync($"The registry {address} cannot be trusted");
        await dialog.GetByLabel("Certificates in PEM").FillAsync(authority);
        await test.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync($"{address} answers, but asks for an account.");
        await dialog.GetByLabel("User name").FillAsync(RegistryProcess.UserName);
        await dialog.GetByLabel("Password or token").FillAsync(Wrong);
        await test.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync($"{address} answers, but does not accept this user name and password.");
        await page.PictureAsync("registry-wrong-password");
        await dialog.GetByLabel("Password or token").FillAsync(RegistryProcess.Password);
        await test.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync($"{address} answers and accepts the account.");
        await dialog.GetByLabel("Default registry").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        var row = page.GetByRole(AriaRole.Table, new() { Name = "Registries" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "(default)" });
        await Expect(row).ToContainTextAsync(RegistryProcess.UserName);
        await page.Button($"Test the connection to {address}").ClickAsync();
        await Expect(page.GetByText($"{address} answers and accepts the account.")).ToBeVisibleAsync();
        await page.PictureAsync("registries");
    }

    private static async Task LookIntoAsync(IPage page, string address, string digest)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = $"Browse {address}" }).ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Repositories" }).GetByRole(AriaRole.Link, new() { Name = "team/app", Exact = true }).ClickAsync();
        var tags = page.GetByRole(AriaRole.Table, new() { Name = "Tags" });
        await tags.GetByRole(AriaRole.Button, new() { Name = "Show digest, size and platforms of 1" }).ClickAsync();
        await Expect(tags).ToContainTextAsync(digest[7..19]);
        await Expect(tags).ToContainTextAsync("linux/arm/v7");
        await page.PictureAsync("registry-tags");
    }

    private static async Task PullAsync(IPage page, string address, Wire wire)
    {
        await page.GotoAsync("/images");
        await page.Button("Pull an image").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Image").FillAsync("team/app:1");
        await Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync($"Pulls {address}/team/app:1");
        await Expect(dialog).ToContainTextAsync($"With the account {RegistryProcess.UserName}");
        wire.CarryOnly(LayerBytes / 2);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pull", Exact = true }).ClickAsync();

        var transfers = page.GetByRole(AriaRole.Region, new() { Name = "Transfers" });
        var layer = transfers.GetByRole(AriaRole.Progressbar, new() { NameRegex = LayerPattern() });
        await Expect(layer).ToBeVisibleAsync();
        // A slow line, not a dead one: counts are told ten times a second at most, so the last before a silence may be missing.
        await Poll.UntilAsync(async () =>
        {
            wire.CarryOnly(LayerBytes / 64);
            return PartPattern().IsMatch(await layer.GetAttributeAsync("value") ?? "");
        }, "the page tells a part of the layer");
        await Expect(transfers).ToContainTextAsync("downloading,");
        await page.PictureAsync("pull");
        wire.Restore();
        await Expect(layer).ToHaveCountAsync(0);
        await Expect(transfers).ToContainTextAsync("team/app:1");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Images" }).GetByText($"{address}/team/app:1")).ToBeVisibleAsync();
        await page.Button($"Dismiss Pull {address}/team/app:1").ClickAsync();
    }

    private static async Task PushAsync(IPage page, string address)
    {
        await page.Button($"Add tag to {address}/team/app:1").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync($"{address}/team/app:2");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add tag" }).ClickAsync();
        await page.Button($"Push {address}/team/app:2").ClickAsync();
        await Expect(dialog).ToContainTextAsync($"Goes to {address}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Push", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Transfers" }).GetByRole(AriaRole.Status)).ToContainTextAsync("sha256:");
        await page.PictureAsync("push");
    }

    private static async Task RemoveAsync(IPage page, string address)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.Button($"Remove {address}/team/app:2").ClickAsync();
        await Expect(dialog).ToContainTextAsync("nothing is freed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove the name" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Images" }).GetByText($"{address}/team/app:2")).ToHaveCountAsync(0);
        await page.Button($"Remove {address}/team/app:1").ClickAsync();
        await Expect(dialog).ToContainTextAsync("which frees 4");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No images yet")).ToBeVisibleAsync();
    }

    private static async Task SeeItGoneAsync(IPage page, string address)
    {
        await page.GotoAsync("/registries");
        await page.Button($"Test the connection to {address}").ClickAsync();
        await Expect(page.Locator(".verdict.weak")).ToContainTextAsync(address);
        await page.PictureAsync("registries-failing");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Browse {address}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(address);
        await page.PictureAsync("registry-failing");
    }

    // Frames come on a thread of their own.
    private void See(string text)
    {
        lock (_seen) _seen.Append(text);
    }

    private string Seen()
    {
        lock (_seen) return _seen.ToString();
    }

    /// <summary>Neither in a page, the log, the history nor a file.</summary>
    private async Task AssertNoPasswordAsync(IPage page)
    {
        await page.GotoAsync("/audit");
        await page.GetByLabel("Operation", new() { Exact = true }).SelectOptionAsync("registry");
        await Expect(page.GetByText("registry.add").First).ToBeVisibleAsync();
        List<string> secrets = [Wrong, RegistryProcess.Password, .. ((string[])[Wrong, RegistryProcess.Password]).Select(word => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RegistryProcess.UserName}:{word}")))];
        var data = Directory.EnumerateFiles(Panel.Roots.Paths.DataRoot, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).LinkTarget is null && Path.GetFileName(file) != "engine.lock").Select(Read).ToList();
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, Seen(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, Panel.Output, StringComparison.Ordinal);
            Assert.All(data, content => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }
    }

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    /// <summary>By skopeo: an image of two platforms, of which this machine's has a layer of a size; the digests of the index and of that manifest.</summary>
    private static async Task<(string Index, string Manifest)> SeedAsync(RegistryProcess registry, string folder)
    {
        var content = new byte[LayerBytes];
        new Random(1).NextBytes(content);
        var host = new TestImage([TestLayer.OfFile("data", content)], config => config["architecture"] = TestImage.HostArchitecture);
        var other = new TestImage([TestLayer.OfFile("data", "other")], config => config["architecture"] = "arm");
        var digest = ImageLayout.Write(folder + "/layout", "app", ("linux/" + TestImage.HostArchitecture, host), ("linux/arm/v7", other));
        await SkopeoAsync("copy", "-q", "--all", "--dest-tls-verify=false", "--dest-creds", Account, $"oci:{folder}/layout:app", $"docker://{registry.Address}/team/app:1");
        return (digest, host.Digest);
    }

    private static async Task<string> DigestAsync(RegistryProcess registry, string name) =>
        (await SkopeoAsync("inspect", "--tls-verify=false", "--creds", Account, "-f", "{{.Digest}}", $"docker://{registry.Address}/{name}")).Trim();

    private static Task<string> SkopeoAsync(string command, params string[] arguments) => Command.OutputAsync("skopeo", ["--insecure-policy", command, .. arguments], Cancellation);

    private const int LayerBytes = 4 << 20;

    private static string Account => $"{RegistryProcess.UserName}:{RegistryProcess.Password}";

    [GeneratedRegex("^Layer ")]
    private static partial Regex LayerPattern();

    [GeneratedRegex("^[1-9][0-9]?$")]
    private static partial Regex PartPattern();
}
