namespace Panel.Engine.Native.State;

/// <summary>Keeps a file that cannot be read before another one takes its place (ADR 0023).</summary>
public static class DamagedFile
{
    /// <summary>Renames it to <c>NAME.damaged-…</c>, also when it is a directory.</summary>
    /// <returns>Where it is now: the same path if it could not be renamed, or is not there.</returns>
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
            // Missing, or not even to be moved: who writes the file next replaces it or says why that is not possible.
            return path;
        }
    }
}
