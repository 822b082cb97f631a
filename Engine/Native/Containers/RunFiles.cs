namespace Panel.Engine.Native.Containers;

/// <summary>The files of a run below the run root.</summary>
internal static class RunFiles
{
    /// <summary>The host name inside the run: that of the container whose network it shares, else its own.</summary>
    public static string Hostname(EnginePaths paths, string id) => File.ReadAllText(paths.RunHostname(id)).Trim();
}
