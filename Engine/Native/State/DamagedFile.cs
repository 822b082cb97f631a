namespace Panel.Engine.Native.State;

/// <summary>Keeps an unreadable file before another one takes its place (ADR 0023).</summary>
public static class DamagedFile
{
    /// <summary>Renames it to <c>NAME.damaged-…</c>, even if it is a directory.</summary>
    /// <returns>Its new path; the same path if it could not be renamed, or does not exist.</returns>
    public static string SetAside(string path)
    {
        var aside = $"{path}.damaged-{Guid.NewGuid():N}";
        try
        {
            if (Directory.Exists(path)) Directory.Move(path, aside);
            else File.Move(path, aside);
            return aside;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Missing, or impossible to move: the next writer of the file replaces it or says why that is not possible.
            return path;
        }
    }
}
