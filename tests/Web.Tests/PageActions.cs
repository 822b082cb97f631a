using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace Panel.Web.Tests;

/// <summary>
/// What somebody does on a page. bUnit only queues an event while the page is being drawn (by a timer, a watcher), and an element found in one drawing can
/// be gone in the next. So each action waits for its element, finds and fires in one go on the renderer, and returns when what the page does at once is
/// drawn. What comes later, such as the engine's answer, is still to be waited for.
/// </summary>
internal static class PageActions
{
    public static void Press<T>(this IRenderedComponent<T> page, string selector) where T : IComponent => page.Act(() => page.Find(selector), element => element.Click());

    /// <summary>Presses the one button that says this.</summary>
    public static void PressButton<T>(this IRenderedComponent<T> page, string text, string selector = "button") where T : IComponent =>
        page.Act(() => page.Saying(text, selector), element => element.Click());

    /// <summary>Types, or chooses where the page follows each input.</summary>
    public static void Type<T>(this IRenderedComponent<T> page, string selector, string text) where T : IComponent => page.Act(() => page.Find(selector), element => element.Input(text));

    public static void Choose<T>(this IRenderedComponent<T> page, string selector, string value) where T : IComponent => page.Act(() => page.Find(selector), element => element.Change(value));

    public static void Tick<T>(this IRenderedComponent<T> page, string selector) where T : IComponent => page.Act(() => page.Find(selector), element => element.Change(true));

    public static void Submit<T>(this IRenderedComponent<T> page, string selector = "form") where T : IComponent => page.Act(() => page.Find(selector), element => element.Submit());

    /// <summary>Does something with an element as soon as it is there and takes it.</summary>
    public static void Act<T>(this IRenderedComponent<T> page, Func<IElement> find, Action<IElement> act) where T : IComponent
    {
        page.WaitForAssertion(() => Ready());
        page.InvokeAsync(() => act(Ready())).GetAwaiter().GetResult();

        IElement Ready()
        {
            var element = find();
            Assert.False(element.HasAttribute("disabled"), "The element is there, but disabled.");
            return element;
        }
    }

    private static IElement Saying<T>(this IRenderedComponent<T> page, string text, string selector) where T : IComponent
    {
        var all = page.FindAll(selector);
        IElement[] found = [.. all.Where(element => element.TextContent.Trim() == text)];
        Assert.True(found.Length == 1, $"{found.Length} of '{selector}' say '{text}'; they say: {string.Join(", ", all.Select(element => element.TextContent.Trim()))}.");
        return found[0];
    }
}
