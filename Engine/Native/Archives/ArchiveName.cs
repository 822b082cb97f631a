namespace Panel.Engine.Native.Archives;

/// <summary>The first part of the names in an archive of a path, as in Docker; its clients replace it with their own name.</summary>
internal static class ArchiveName
{
    /// <summary>The last part of the path: <c>.</c> when the path ends with it, and empty for the root, whose entries are <c>/bin</c> and
    /// so on.</summary>
    public static string Of(string path)
    {
        var parts = path.Split('/');
        if (parts[^1] == ".") return ".";
        List<string> kept = [];
        foreach (var part in parts)
        {
            if (part is "" or ".") continue;
            if (part != "..") kept.Add(part);
            else if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }

        return kept.Count == 0 ? "" : kept[^1];
    }
}
