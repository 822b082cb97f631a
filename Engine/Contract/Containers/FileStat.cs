namespace Panel.Engine.Contract;

/// <summary>A path in a container.</summary>
public sealed record FileStat
{
    /// <summary>Last part of the path as <see cref="FilePathText"/> writes it; <c>/</c> for the root.</summary>
    public required string Name { get; init; }

    /// <summary>Length in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Kind and permission bits as in inode(7): st_mode.</summary>
    public int Mode { get; init; }

    /// <summary>Owner as the container numbers it; 65534 is one whom it does not know.</summary>
    public long UserId { get; init; }

    /// <summary>Group as the container numbers it.</summary>
    public long GroupId { get; init; }

    /// <summary>When its content changed.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Where a symbolic link points; empty for all else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>Path that a symbolic link leads to, through all further links and as far as it can be followed; empty for all else and in listings.</summary>
    public string ResolvedTarget { get; init; } = "";

    /// <summary>Differs after every change of the file: <see cref="FileWrite.ExpectedVersion"/>. Nothing else is to be read in it.</summary>
    public string Version { get; init; } = "";
}

/// <summary>What is in a directory of a container.</summary>
/// <param name="Path">The directory's own path, without links.</param>
/// <param name="Entries">Its entries, in no order; at most <see cref="DirectoryQuery.Most"/>.</param>
/// <param name="Matching">How many there are that match, listed or not.</param>
/// <param name="IsCounted">False when there are so many that the engine stopped counting: <paramref name="Matching"/> is then the least.</param>
public sealed record DirectoryListing(string Path, IReadOnlyList<FileStat> Entries, int Matching, bool IsCounted);

/// <summary>Which entries of a directory are told.</summary>
public sealed record DirectoryQuery
{
    /// <summary>Part of the name, in any case; empty is all.</summary>
    public string Search { get; init; } = "";

    /// <summary>How many at most.</summary>
    public int Most { get; init; } = 10_000;
}

/// <summary>A regular file of a container, open for reading. It stays the same file when its name is given to another one.</summary>
/// <param name="Stat">The file.</param>
/// <param name="Path">Its path, without links.</param>
/// <param name="Content">Its content; ends after <see cref="FileStat.SizeBytes"/> even when it grows.</param>
public sealed record ContainerFile(FileStat Stat, string Path, Stream Content) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>How a file is written.</summary>
public sealed record FileWrite
{
    /// <summary>Replace a file that is there already; it keeps its owner, mode and attributes.</summary>
    public bool Replace { get; init; }

    /// <summary>Replace it only if it is as when this <see cref="FileStat.Version"/> was read; null replaces whatever is there.</summary>
    public string? ExpectedVersion { get; init; }
}
