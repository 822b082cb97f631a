namespace Panel.Tests.Shared;

/// <summary>The clone in which the tests were built.</summary>
public static class Repository
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The published panel: <c>PANEL_APP</c>, else what run.sh and test.sh publish.</summary>
    public static string PanelApp => Published("PANEL_APP", "artifacts/panel/panel.dll");

    /// <summary>The published shim: <c>PANEL_SHIM</c>, else what run.sh and test.sh publish.</summary>
    public static string PanelShim => Published("PANEL_SHIM", "artifacts/shim/panel-shim");

    private static string Published(string variable, string path)
    {
        var file = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : Path.Combine(Root, path);
        return File.Exists(file) ? file : throw new FileNotFoundException($"There is no {file}; ./test.sh publishes it, or set {variable}.");
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Panel.sln"))) return directory.FullName;
        throw new DirectoryNotFoundException($"There is no Panel.sln above {AppContext.BaseDirectory}.");
    }
}
