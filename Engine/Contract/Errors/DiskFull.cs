namespace Panel.Engine.Contract;

/// <summary>Tells a full disk, or a quota that is used up, from other failures of files.</summary>
public static class DiskFull
{
    // .NET keeps the kernel's error number as the result code of an IOException.
    private const int NoSpace = 28, QuotaUsedUp = 122;

    /// <summary>Whether a write failed for want of room.</summary>
    public static bool Is(Exception error) => error is IOException { HResult: NoSpace or QuotaUsedUp };

    /// <summary>What a person is told.</summary>
    public static EngineFailureException Failure(Exception inner) =>
        new("The disk that holds the data root is full; free some space, for example by removing images and containers that are not needed, and try again.", "write", NoSpace, inner);
}
