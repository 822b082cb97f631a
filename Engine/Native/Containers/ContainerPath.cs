namespace Panel.Engine.Native.Containers;

/// <summary>Paths inside a container, as text: nothing of the host is looked at.</summary>
internal static class ContainerPath
{
    /// <summary>Without <c>.</c>, <c>..</c>, doubled or trailing slashes; absolute.</summary>
    public static string Clean(string path)
    {
        List<string> parts = [];
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }
        return "/" + string.Join('/', parts);
    }

    public static bool IsAtOrBelow(string path, string directory) =>
        path == directory || directory == "/" || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
