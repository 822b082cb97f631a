using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd.Fixtures;

/// <summary>What people do in the panel, by the names and labels that they see.</summary>
public static partial class Steps
{
    /// <summary>Signs in and sees the dashboard.</summary>
    public static async Task SignInAsync(this IPage page, People person)
    {
        await page.GotoAsync("/signin");
        await page.GetByLabel("User name").FillAsync(person.UserName);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Heading("Dashboard")).ToBeVisibleAsync();
    }

    /// <summary>A heading by its words.</summary>
    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    /// <summary>A button by its words.</summary>
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Makes busybox by a click.</summary>
    public static async Task MakeBusyboxAsync(this IPage page)
    {
        await page.GotoAsync("/images");
        await page.Button("Make busybox").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Images" }).GetByText("busybox:latest")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    /// <summary>Creates and starts a container on the New container page; its id.</summary>
    public static async Task<string> RunContainerAsync(this IPage page, string name, string command, int? hostPort = null, int containerPort = 8080)
    {
        await page.GotoAsync("/containers/new");
        await page.GetByLabel("Image", new() { Exact = true }).FillAsync("busybox:latest");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Command", new() { Exact = true }).FillAsync(command);
        if (hostPort is { } port)
        {
            await page.Button("Publish a port").ClickAsync();
            await page.GetByLabel("Host address of port 1").FillAsync("127.0.0.1");
            await page.GetByLabel("Host port of port 1").FillAsync($"{port}");
            await page.GetByLabel("Container port of port 1").FillAsync($"{containerPort}");
        }

        await page.Button("Create and start").ClickAsync();
        await page.WaitForURLAsync(ContainerAddress());
        await Expect(page.Heading(name)).ToBeVisibleAsync();
        await Expect(page.Button("Stop")).ToBeVisibleAsync();
        return ContainerAddress().Match(page.Url).Groups[1].Value;
    }

    /// <summary>The lines that the log viewer draws.</summary>
    public static ILocator LogLines(this IPage page) => page.GetByRole(AriaRole.Log, new() { Name = "Log lines" });

    /// <summary>A port of 127.0.0.1 on which nothing listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("/containers/([0-9a-f]{64})")]
    private static partial Regex ContainerAddress();
}
