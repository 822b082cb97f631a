using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd.Fixtures;

/// <summary>What an administrator does on the Users page.</summary>
public static class UserSteps
{
    /// <summary>Creates somebody.</summary>
    public static async Task AddUserAsync(this IPage page, People person, string role)
    {
        await page.GotoAsync("/users");
        await page.Button("New user").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("User name").FillAsync(person.UserName);
        await dialog.GetByLabel("Generate a password (shown once)").UncheckAsync();
        await dialog.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await dialog.GetByLabel("Role").SelectOptionAsync(role);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = person.UserName })).ToBeVisibleAsync();
    }
}
