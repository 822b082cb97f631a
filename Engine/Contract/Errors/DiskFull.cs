namespace Panel.Engine.Contract;

/// <summary>Tells a full disk, or an exhausted quota, from other file errors.</summary>
public static class DiskFull
{
    // .NET stores the kernel's error number as the HResult of an IOException.
    private const int NoSpace = 28, QuotaUsedUp = 122;

    /// <summary>Whether a write failed for lack of space.</summary>
    public static bool Is(Exception error) => error is IOException { HResult: NoSpace or QuotaUsedUp };

    /// <summary>The error for people.</summary>
    public static EngineFailureException Failure(Exception inner) =>
        new("The disk that holds the data root is full; free some space, for example by removing images and containers that are not needed, and try again.", "write", NoSpace, inner);
}
