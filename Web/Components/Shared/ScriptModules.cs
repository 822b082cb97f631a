using Microsoft.JSInterop;

namespace Panel.Web.Components.Shared;

/// <summary>Loads the scripts that single components need.</summary>
internal static class ScriptModules
{
    // A browser aborts its requests when the computer's network changes; the network is usually back within two seconds.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Imports an ECMAScript module, and tries again when the browser could not fetch it.</summary>
    /// <param name="script">The page's JavaScript.</param>
    /// <param name="path">The module's path below the panel's root, as <c>Assets</c> names it.</param>
    /// <exception cref="JSException">Every attempt failed.</exception>
    public static async Task<IJSObjectReference> ImportAsync(this IJSRuntime script, string path)
    {
        foreach (var pause in Pauses)
        {
            try
            {
                return await script.InvokeAsync<IJSObjectReference>("import", $"./{path}");
            }
            catch (JSException)
            {
                await Task.Delay(pause);
            }
        }

        return await script.InvokeAsync<IJSObjectReference>("import", $"./{path}");
    }
}
