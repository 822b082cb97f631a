namespace Panel.Web.Configuration;

/// <summary>Finds the panel-shim executable.</summary>
public static class ShimLocator
{
    /// <summary>Returns the configured path, else the one beside the panel, else <c>artifacts/shim/panel-shim</c> in a parent directory.</summary>
    public static string Find(string? configured) => Find(configured, AppContext.BaseDirectory);

    internal static string Find(string? configured, string baseDirectory)
    {
        if (!string.IsNullOrEmpty(configured))
            return File.Exists(configured) ? configured : throw new StartUpException($"Panel:ShimPath is '{configured}', but no such file exists; run.sh publishes the shim.");
        return Candidates(baseDirectory).FirstOrDefault(File.Exists)
            ?? throw new StartUpException("There is no panel-shim beside the panel and no artifacts/shim/panel-shim above it; run.sh publishes it, or set Panel:ShimPath.");
    }

    private static IEnumerable<string> Candidates(string baseDirectory)
    {
        yield return Path.Combine(baseDirectory, "shim", "panel-shim");
        for (var directory = new DirectoryInfo(baseDirectory); directory is not null; directory = directory.Parent)
            yield return Path.Combine(directory.FullName, "artifacts", "shim", "panel-shim");
    }
}
