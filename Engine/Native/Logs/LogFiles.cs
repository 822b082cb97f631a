namespace Panel.Engine.Native.Logs;

/// <summary>The files of a log, the oldest first: <c>path.2</c>, <c>path.1</c>, <c>path</c>.</summary>
internal static class LogFiles
{
    private const int MaxFiles = 1000;
    private const int Attempts = 10;

    /// <summary>Opens all of them as they were at one moment; empty when there is none.</summary>
    public static List<LogFile> Open(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var files = OpenNewestFirst(path);
            // A rotation meanwhile may have hidden one file behind another's name.
            if (attempt == Attempts || IsSettled(path, files))
            {
                files.Reverse();
                return files;
            }
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Opens those that are newer than the one given; all that are left when it is gone.</summary>
    public static List<LogFile> OpenAfter(string path, LogFileIdentity known)
    {
        var files = Open(path);
        var at = files.FindIndex(file => file.Identity == known);
        for (var i = 0; i <= at; i++) files[i].Dispose();
        files.RemoveRange(0, at + 1);
        return files;
    }

    private static List<LogFile> OpenNewestFirst(string path)
    {
        List<LogFile> files = [];
        var missing = 0;
        // A rotation renames the oldest first, so that for a moment one name between two is free; the log ends where two in a row are.
        for (var i = 0; i <= MaxFiles && missing < 2; i++)
        {
            if (LogFile.TryOpen(i == 0 ? path : $"{path}.{i}") is not { } file)
            {
                missing++;
                continue;
            }
            missing = 0;
            if (files.Exists(other => other.Identity == file.Identity)) file.Dispose();
            else files.Add(file);
        }
        return files;
    }

    private static bool IsSettled(string path, List<LogFile> files) =>
        LogFileIdentity.At(path) is { } current ? files.Count > 0 && files[0].Identity == current : files.Count == 0 || LogFileIdentity.At(path + ".1") == files[0].Identity;
}
