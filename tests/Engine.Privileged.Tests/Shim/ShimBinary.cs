using System.Diagnostics;

namespace Panel.Engine.Privileged.Tests.Shim;

/// <summary>The published shim: PANEL_SHIM, or artifacts/shim of this repository, published when it is not there.</summary>
internal static class ShimBinary
{
    private static readonly Lazy<Task<string>> s_path = new(FindAsync);

    public static Task<string> PathAsync() => s_path.Value;

    private static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PANEL_SHIM") is { Length: > 0 } given)
            return given;
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Panel.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests run outside the repository: set PANEL_SHIM to the shim's path.");
        var shim = Path.Combine(root, "artifacts", "shim", "panel-shim");
        if (File.Exists(shim))
            return shim;
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, "Engine", "Shim"), "-c", "Release", "-o", Path.GetDirectoryName(shim)!, "-v", "q", "-nologo"]))!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? shim : throw new InvalidOperationException("The shim could not be published.");
    }
}
