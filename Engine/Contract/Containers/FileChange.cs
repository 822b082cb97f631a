namespace Panel.Engine.Contract;

/// <summary>A path that differs from the image.</summary>
/// <param name="Path">Absolute path in the container.</param>
/// <param name="Kind">How it differs.</param>
public sealed record FileChange(string Path, FileChangeKind Kind);

/// <summary>How a path differs from the image; the numbers are Docker's.</summary>
public enum FileChangeKind
{
    /// <summary>The image has it, too, but with other content, owner or mode; for a directory, also when something inside changed.</summary>
    Modified = 0,

    /// <summary>Only the container has it.</summary>
    Added = 1,

    /// <summary>Only the image has it.</summary>
    Deleted = 2,
}
