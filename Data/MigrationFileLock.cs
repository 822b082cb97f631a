namespace Panel.Data;

/// <summary>A lock on a file beside the SQLite database; the kernel releases it when its process dies.</summary>
internal static class MigrationFileLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates an empty file for its owner only, unless it exists; SQLite gives its other files the same mode.</summary>
    public static void CreatePrivate(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, UnixCreateMode = Owner });
    }

    public static async Task<FileStream> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = Owner,
                });
            }
            catch (IOException error) when (error.HResult == 11)
            {
                // EWOULDBLOCK: another panel is migrating.
                await Task.Delay(Retry, cancellationToken);
            }
        }
    }
}
