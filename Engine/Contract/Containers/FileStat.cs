namespace Panel.Engine.Contract;

/// <summary>A path in a container.</summary>
public sealed record FileStat
{
    /// <summary>Last part of the path as <see cref="FilePathText"/> writes it; <c>/</c> for the root.</summary>
    public required string Name { get; init; }

    /// <summary>Length in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Type and permission bits, as in inode(7): st_mode.</summary>
    public int Mode { get; init; }

    /// <summary>The owner's number in the container; 65534 means an owner outside it.</summary>
    public long UserId { get; init; }

    /// <summary>The group's number in the container.</summary>
    public long GroupId { get; init; }

    /// <summary>When its content changed.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Target of a symbolic link; empty for everything else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>The path to which a symbolic link leads, through all further links and as far as they can be followed; empty for everything
    /// else and in listings.</summary>
    public string ResolvedTarget { get; init; } = "";

    /// <summary>Changes with every change of the file, for <see cref="FileWrite.ExpectedVersion"/>; it has no other meaning.</summary>
    public string Version { get; init; } = "";
}

/// <summary>The content of a directory in a container.</summary>
/// <param name="Path">The directory's own path, without links.</param>
/// <param name="Entries">Its entries, unordered; at most <see cref="DirectoryQuery.Most"/>.</param>
/// <param name="Matching">The number of matching entries, listed or not.</param>
/// <param name="IsCounted">False when the engine stopped counting because there are too many: <paramref name="Matching"/> is then a lower
/// bound.</param>
public sealed record DirectoryListing(string Path, IReadOnlyList<FileStat> Entries, int Matching, bool IsCounted);

/// <summary>Selects entries of a directory.</summary>
public sealed record DirectoryQuery
{
    /// <summary>Part of the name, in any case; empty means all.</summary>
    public string Search { get; init; } = "";

    /// <summary>The most entries.</summary>
    public int Most { get; init; } = 10_000;
}

/// <summary>A regular file of a container, open for reading. It stays the same file even if another one takes its name.</summary>
/// <param name="Stat">The file.</param>
/// <param name="Path">Its path, without links.</param>
/// <param name="Content">Its content; ends after <see cref="FileStat.SizeBytes"/> even if the file grows.</param>
public sealed record ContainerFile(FileStat Stat, string Path, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>How to write a file.</summary>
public sealed record FileWrite
{
    /// <summary>Whether to replace an existing file; it keeps its owner, mode and attributes.</summary>
    public bool Replace { get; init; }

    /// <summary>Replace the file only if it still has this <see cref="FileStat.Version"/>; null replaces any file.</summary>
    public string? ExpectedVersion { get; init; }
}
