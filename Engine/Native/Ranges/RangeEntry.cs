using System.Globalization;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Ranges;

/// <summary>Host ids that one panel has taken: a line of the shared file.</summary>
/// <param name="First">First id.</param>
/// <param name="Size">The number of ids.</param>
/// <param name="Owner">The identifier in the panel's data root.</param>
/// <param name="HostRoot">The file system of <c>/</c> as the panel sees it, which differs in a container.</param>
/// <param name="FileSystem">File system of the data root.</param>
/// <param name="DataRoot">The data root.</param>
internal sealed record RangeEntry(long First, long Size, string Owner, string HostRoot, string FileSystem, string DataRoot)
{
    private const int Fields = 6;

    public bool Overlaps(long first, long size) => first < First + Size && First < first + size;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First} {Size} {Owner} {HostRoot} {FileSystem} {DataRoot}");

    /// <summary>Null for an invalid line.</summary>
    public static RangeEntry? Parse(string line) =>
        line.Split(' ', Fields) is [var first, var size, var owner, var hostRoot, var fileSystem, var dataRoot]
        && long.TryParse(first, CultureInfo.InvariantCulture, out var from) && long.TryParse(size, CultureInfo.InvariantCulture, out var count)
            ? new RangeEntry(from, count, owner, hostRoot, fileSystem, dataRoot)
            : null;

    /// <summary>Whether the data root has certainly been removed: it is missing, although its former file system is present, as seen from
    /// the panel's own root. An unmounted disk, or a panel in a container, keeps its range.</summary>
    public bool IsGone() => !Path.Exists(DataRoot) && FileSystemIdentifier.Of("/") == HostRoot && FileSystemIdentifier.Of(DataRoot) == FileSystem;
}
