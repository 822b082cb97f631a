namespace Panel.Engine.Native.Archives;

/// <summary>What an archive of a path begins its names with, as Docker's does; its clients put their own name in the place of it.</summary>
internal static class ArchiveName
{
    /// <summary>The last part of the path: <c>.</c> when the path ends so, and empty for the root, whose entries are <c>/bin</c> and so on.</summary>
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
