using Panel.Engine.Contract;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Layers.Tar;

/// <summary>Writes a tree of files as a tar: content, owners, modes, times, attributes, links and devices; it skips sockets.</summary>
/// <param name="sink">The destination, mostly a <see cref="TarWriter"/>.</param>
/// <param name="ids">The container's users and groups in this view.</param>
/// <param name="asLayer">Whether the tree is an upper directory alone: hidden files are then written as whiteouts of an image layer (OCI
/// image specification, layer.md).</param>
/// <param name="bare">Mounts, by id, whose directories are written without content; null for none.</param>
public sealed class TreeArchive(IEntrySink sink, ContainerIds ids, bool asLayer = false, IReadOnlySet<ulong>? bare = null)
{
    // The walk holds one open descriptor for each level and layer.
    private const int DeepestWalk = 200;
    private readonly Dictionary<(int Layer, uint Major, uint Minor, ulong Inode), string> _linked = [];

    /// <summary>Writes the content of the directory; names begin with <paramref name="prefix"/>, which is empty or ends with a slash.</summary>
    public Task WriteInsideAsync(MergedDirectory directory, string prefix, CancellationToken cancellationToken) => WalkAsync(directory, prefix, 0, cancellationToken);

    /// <summary>Writes the directory under the name, with everything below it.</summary>
    public async Task WriteRootAsync(MergedDirectory root, string name, CancellationToken cancellationToken)
    {
        if (FileCalls.Status(root.Top, "", out var status) is < 0 and var result) throw FileTree.Failure("stat", "/", result);
        await sink.WriteAsync(Entry(new MergedEntry(root.TopLayer, root.Top, ".", status), name + "/", LayerEntryType.Directory, ""), null, cancellationToken);
        await WalkAsync(root, name + "/", 0, cancellationToken);
    }

    /// <summary>Writes one entry under the name, with everything below it.</summary>
    public Task WriteAsync(MergedDirectory parent, MergedEntry entry, string name, CancellationToken cancellationToken) => WriteAsync(parent, entry, name, 0, cancellationToken);

    private async Task WalkAsync(MergedDirectory directory, string prefix, int depth, CancellationToken cancellationToken)
    {
        if (depth > DeepestWalk) throw new EngineFailureException($"'{RawName.Show(prefix)}' is more than {DeepestWalk} directories deep, too deep to archive.", "archive");
        if (asLayer) await WriteWhiteoutsAsync(directory, prefix, cancellationToken);
        // Sorted, as in Docker, so that the same files give the same archive.
        foreach (var name in directory.Names().Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (directory.TryFind(name, out var entry)) await WriteAsync(directory, entry, prefix + name, depth, cancellationToken);
        }
    }

    private async Task WriteWhiteoutsAsync(MergedDirectory directory, string prefix, CancellationToken cancellationToken)
    {
        if (prefix.Length > 0 && FileCalls.GetAttribute(directory.Top, ".", "user.overlay.opaque") is [(byte)'y']) await WhiteOutAsync(prefix + ".wh..wh..opq", cancellationToken);
        foreach (var name in FileTree.Names(directory.Top).Order(StringComparer.Ordinal))
        {
            if (FileCalls.Status(directory.Top, name, out var status) >= 0 && status.IsWhiteout) await WhiteOutAsync($"{prefix}.wh.{name}", cancellationToken);
        }
    }

    private Task WhiteOutAsync(string name, CancellationToken cancellationToken) => sink.WriteAsync(
        new LayerEntry { Name = name, Type = LayerEntryType.Regular, LinkName = "", Mode = 0, Uid = 0, Gid = 0, Modified = default }, null, cancellationToken);

    // The shim creates these for its mounts of the same name; they do not belong to an image.
    internal static bool IsStub(string name, FileStatus status) =>
        status is { Type: FileType.Regular, Size: 0 } && name is ("etc/hosts" or "etc/hostname" or "etc/resolv.conf");

    private async Task WriteAsync(MergedDirectory parent, MergedEntry entry, string name, int depth, CancellationToken cancellationToken)
    {
        var status = entry.Status;
        if (Type(status) is not { } type || (asLayer && IsStub(name, status))) return;
        // A reader of the layer would lose this file and another one with it.
        if (asLayer && entry.Name.StartsWith(LayerTarget.WhiteoutPrefix, StringComparison.Ordinal))
            throw new ConflictException($"The file '/{RawName.Show(name)}' cannot be kept in an image, where names that begin with {LayerTarget.WhiteoutPrefix} mark removed files; rename it and commit again.");
        if (!status.IsDirectory && status.Links > 1 && !_linked.TryAdd((entry.Layer, status.FileSystemMajor, status.FileSystemMinor, status.Inode), name))
        {
            await sink.WriteAsync(Entry(entry, name, LayerEntryType.HardLink, _linked[(entry.Layer, status.FileSystemMajor, status.FileSystemMinor, status.Inode)]), null, cancellationToken);
            return;
        }

        if (type == LayerEntryType.Regular)
        {
            // A pipe or a terminal may have replaced it: opening must neither wait nor become its controlling process.
            var descriptor = FileCalls.OpenAt(entry.Directory, entry.Name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal);
            // Removed after the listing.
            if (descriptor == -Errno.ENOENT) return;
            if (descriptor < 0) throw FileTree.Failure("open", name, descriptor);
            using var content = FileCalls.Handle(descriptor);
            var regular = Entry(entry, name, type, "");
            // The status of the opened file: another one may have replaced it.
            if (FileCalls.Status(content, "", out var opened) < 0 || opened.Type != FileType.Regular) return;
            regular.Length = (long)opened.Size;
            await sink.WriteAsync(regular, content, cancellationToken);
            return;
        }

        var link = type == LayerEntryType.Symlink ? FileCalls.ReadLink(entry.Directory, entry.Name) ?? "" : "";
        await sink.WriteAsync(Entry(entry, type == LayerEntryType.Directory ? name + "/" : name, type, link), null, cancellationToken);
        if (type != LayerEntryType.Directory || bare?.Contains(status.MountId) is true) return;
        using var inner = OpenIfThere(parent, entry.Name);
        if (inner is not null) await WalkAsync(inner, name + "/", depth + 1, cancellationToken);
    }

    // A running container may remove a directory after the listing.
    private static MergedDirectory? OpenIfThere(MergedDirectory parent, string name)
    {
        try
        {
            return parent.Open(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private LayerEntry Entry(MergedEntry entry, string name, LayerEntryType type, string link) => new()
    {
        Name = name,
        Type = type,
        LinkName = link,
        Mode = entry.Status.Mode & 0xFFFu,
        Uid = ids.Own(entry.Status.Uid),
        Gid = ids.Own(entry.Status.Gid),
        Modified = entry.Status.Modified,
        DeviceMajor = entry.Status.DeviceMajor,
        DeviceMinor = entry.Status.DeviceMinor,
        Attributes = type is LayerEntryType.Regular or LayerEntryType.Directory ? Attributes(entry) : [],
    };

    private static List<KeyValuePair<string, byte[]>> Attributes(MergedEntry entry) =>
    [
        .. FileCalls.ListAttributes(entry.Directory, entry.Name)
            .Where(name => !name.StartsWith("user.overlay.", StringComparison.Ordinal) && !name.StartsWith("trusted.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, FileCalls.GetAttribute(entry.Directory, entry.Name, name) ?? [])),
    ];

    private static LayerEntryType? Type(FileStatus status) => status.Type switch
    {
        FileType.Directory => LayerEntryType.Directory,
        FileType.Regular => LayerEntryType.Regular,
        FileType.Symlink => LayerEntryType.Symlink,
        FileType.Character => LayerEntryType.CharacterDevice,
        FileType.Block => LayerEntryType.BlockDevice,
        FileType.Fifo => LayerEntryType.Fifo,
        _ => null,
    };
}
