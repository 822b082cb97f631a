namespace Panel.Engine.Native.Logs;

/// <summary>The files of a log, oldest first: <c>path.2</c>, <c>path.1</c>, <c>path</c>.</summary>
internal static class LogFiles
{
    private const int MaxFiles = 1000;
    private const int Attempts = 10;

    /// <summary>Opens all files as of one point in time; empty when there are none.</summary>
    public static List<LogFile> Open(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var files = OpenNewestFirst(path);
            // A simultaneous rotation may have hidden one file behind another's name.
            if (attempt == Attempts || IsSettled(path, files))
            {
                files.Reverse();
                return files;
            }
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Opens the files newer than the given one; all remaining ones when it is gone.</summary>
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
        // A rotation renames the oldest first, so that one name in the middle is free for a moment; two free names in a row mean the end of
        // the log.
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
