using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Layers.Tar;

/// <summary>The directory for a layer's extraction. Entries are created relative to a descriptor of their parent, which is looked up with
/// the layer as the root of the walk. A directory's time is restored when work in it ends.</summary>
public sealed class LayerTarget : IDisposable
{
    /// <summary>The prefix of whiteout names (OCI image specification, layer.md).</summary>
    public const string WhiteoutPrefix = ".wh.";

    private const string OpaqueMarker = ".wh..wh..opq";
    internal const string OverlayOpaque = "user.overlay.opaque";

    private readonly SafeFileHandle _root;
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private string? _parentPath;
    private SafeFileHandle? _parent;
    private Timestamp _parentTime;
    private string _name = "";
    private bool _complete;

    public LayerTarget(string directory)
    {
        var path = RawName.Of(directory);
        var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, path, OpenFlags.ReadOnly | OpenFlags.Directory);
        if (descriptor < 0) throw new KernelException("open", directory, -descriptor);
        _root = FileCalls.Handle(descriptor);
    }

    /// <summary>Whether to refuse to replace a directory with something else, or something else with a directory.</summary>
    public bool KeepKinds { get; init; }

    /// <summary>Whether names that begin with .wh. mark removals, as in image layers; otherwise they are ordinary names.</summary>
    public bool WithWhiteouts { get; init; } = true;

    /// <summary>Directories that no entry may replace, or remove together with one above them, under any name.</summary>
    public IReadOnlyList<FileStatus> Kept { get; init; } = [];

    /// <summary>Whether every directory keeps its former time, whatever is created in it. Otherwise only directories in the archive do, and
    /// the kernel sets the time of the others.</summary>
    public bool KeepsTimes { get; init; } = true;

    /// <summary>Creates the entry; a regular file is returned open for writing.</summary>
    public SafeFileHandle? Create(LayerEntry entry)
    {
        var path = EntryPath.Clean(entry.Name, "the name");
        (var parent, _name) = EntryPath.Split(path);
        _complete = true;
        if (WithWhiteouts && _name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal)) return WhiteOut(entry, parent);
        Enter(parent, entry);
        _complete = false;
        if (path.Length == 0)
        {
            if (entry.Type != LayerEntryType.Directory) throw LayerFault.Invalid("would replace the layer's root with something that is not a directory");
            _name = ".";
            return null;
        }
        switch (entry.Type)
        {
            case LayerEntryType.Directory: MakeDirectory(entry); return null;
            case LayerEntryType.Regular:
                return FileCalls.Handle(Replacing(entry, "open", () =>
                FileCalls.OpenAt(_parent!, _name, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, 0x180)));
            case LayerEntryType.HardLink: MakeLink(entry); return null;
            case LayerEntryType.Symlink:
                if (entry.LinkName.Length == 0) throw LayerFault.Invalid("is a symbolic link to nothing");
                Replacing(entry, "symlink", () => FileCalls.Symlink(_parent!, _name, entry.LinkName));
                return null;
            default:
                var type = entry.Type switch
                {
                    LayerEntryType.CharacterDevice => FileType.Character,
                    LayerEntryType.BlockDevice => FileType.Block,
                    _ => FileType.Fifo,
                };
                Replacing(entry, "mknod", () => FileCalls.MakeNode(_parent!, _name, type | 0x180, entry.DeviceMajor, entry.DeviceMinor));
                return null;
        }
    }

    /// <summary>Owner, then mode (a change of owner clears set-uid), then attributes (it clears capabilities too), then time.</summary>
    public void Complete(LayerEntry entry)
    {
        if (_complete) return;
        var directory = _parent!;
        LayerFault.Check(FileCalls.ChangeOwner(directory, _name, entry.Uid, entry.Gid), "chown", entry);
        if (entry.Type != LayerEntryType.Symlink) LayerFault.Check(FileCalls.ChangeMode(directory, _name, entry.Mode), "chmod", entry);
        foreach (var (attribute, value) in entry.Attributes) SetAttribute(entry, attribute, value);
        LayerFault.Check(FileCalls.SetTime(directory, _name, entry.Modified), "utimensat", entry);
        if (_name == ".") _parentTime = entry.Modified;
        if (!KeepsTimes && entry.Type == LayerEntryType.Directory) _named.Add(EntryPath.Clean(entry.Name, "the name"));
    }

    /// <summary>Flushes everything to the disk.</summary>
    public void Flush()
    {
        Leave();
        var result = FileCalls.SyncFileSystem(_root);
        if (result < 0) throw new KernelException("syncfs", "", -result);
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _root.Dispose();
    }

    private void SetAttribute(LayerEntry entry, string attribute, byte[] value)
    {
        // Only we may write attributes that overlayfs reads: an image must not forge them.
        if (attribute.StartsWith("user.overlay.", StringComparison.Ordinal) || attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal)) return;
        if (attribute.Length is 0 or > 255 || attribute.Contains('\0')) throw LayerFault.Invalid("has an attribute with an invalid name");
        var result = FileCalls.SetAttribute(_parent!, _name, attribute, value);
        // File systems without attributes, and user.* on links and devices: Docker skips them, too. A capability must not be lost silently.
        if (result is -Errno.EOPNOTSUPP or -Errno.EPERM && attribute != "security.capability") return;
        LayerFault.Check(result, $"setxattr {RawName.Show(attribute)}", entry);
    }

    private void MakeDirectory(LayerEntry entry)
    {
        var result = FileCalls.MakeDirectory(_parent!, _name, 0x1C0);
        if (result == -Errno.EEXIST)
        {
            LayerFault.Check(FileCalls.Status(_parent!, _name, out var status), "stat", entry);
            if (status.IsDirectory) return;
            if (KeepKinds && !status.IsWhiteout) throw LayerFault.Invalid($"cannot overwrite non-directory \"/{entry.Display}\" with directory");
            Replacing(entry, "mkdir", () => FileCalls.MakeDirectory(_parent!, _name, 0x1C0));
            // It hides the directory below and has its own attributes: opaque says both.
            if (status.IsWhiteout) MakeOpaque(_parent!, _name, entry);
            return;
        }
        LayerFault.Check(result, "mkdir", entry);
    }

    private void MakeLink(LayerEntry entry)
    {
        var (parent, name) = EntryPath.Split(EntryPath.Clean(entry.LinkName, "the link target"));
        if (name.Length == 0) throw LayerFault.Invalid("is a hard link to the layer's root");
        var descriptor = FileCalls.OpenInRoot(_root, parent.Length == 0 ? "." : parent, OpenFlags.ReadOnly | OpenFlags.Directory);
        using var from = descriptor < 0 ? null : FileCalls.Handle(descriptor);
        if (from is null || FileCalls.Status(from, name, out var target) < 0)
            throw LayerFault.Invalid($"is a hard link to '{RawName.Show(entry.LinkName)}', which the layer does not have before it");
        if (target.IsDirectory) throw LayerFault.Invalid($"is a hard link to the directory '{RawName.Show(entry.LinkName)}'");
        if (FileCalls.Status(_parent!, _name, out var present) == 0 && present.Inode == target.Inode && !present.IsDirectory)
        {
            _complete = true;
            return;
        }
        Replacing(entry, "link", () => FileCalls.Link(from, name, _parent!, _name));
        // Its owner, mode and time are the target's.
        _complete = true;
    }

    private SafeFileHandle? WhiteOut(LayerEntry entry, string parent)
    {
        Enter(parent, entry);
        if (_name == OpaqueMarker)
        {
            MakeOpaque(_parent!, ".", entry);
            return null;
        }
        // .wh..wh.* are files of aufs.
        if (_name.StartsWith(WhiteoutPrefix + WhiteoutPrefix, StringComparison.Ordinal)) return null;
        var hidden = _name[WhiteoutPrefix.Length..];
        if (hidden is "" or "." or "..") throw LayerFault.Invalid("is a whiteout of nothing");
        var result = FileCalls.MakeNode(_parent!, hidden, FileType.Character, 0, 0);
        if (result == -Errno.EEXIST)
        {
            // A whiteout only hides lower layers (OCI image specification, layer.md); entries of this layer itself stay.
            LayerFault.Check(FileCalls.Status(_parent!, hidden, out var status), "stat", entry);
            if (status.IsDirectory) MakeOpaque(_parent!, hidden, entry);
            return null;
        }
        LayerFault.Check(result, "mknod", entry);
        return null;
    }

    private static void MakeOpaque(SafeFileHandle directory, string name, LayerEntry entry) =>
        LayerFault.Check(FileCalls.SetAttribute(directory, name, OverlayOpaque, "y"u8), "setxattr " + OverlayOpaque, entry);

    private int Replacing(LayerEntry entry, string operation, Func<int> make)
    {
        var result = make();
        if (result == -Errno.EEXIST)
        {
            if (KeepKinds && entry.Type != LayerEntryType.Directory && FileCalls.Status(_parent!, _name, out var present) == 0 && present.IsDirectory)
                throw LayerFault.Invalid($"cannot overwrite directory \"/{entry.Display}\" with non-directory");
            RefuseKept();
            RefuseMount(entry);
            FileTree.Remove(_parent!, _name);
            result = make();
        }
        return LayerFault.Check(result, operation, entry);
    }

    // A link from the archive, such as up -> .., leads back to them.
    private void RefuseKept()
    {
        if (Kept.Count == 0 || FileCalls.Status(_parent!, _name, out var present) < 0 || !present.IsDirectory) return;
        if (Kept.Any(kept => (kept.FileSystemMajor, kept.FileSystemMinor, kept.Inode) == (present.FileSystemMajor, present.FileSystemMinor, present.Inode)))
            throw LayerFault.Invalid("would replace the directory that the archive is copied to, or one above it");
    }

    // From outside the container's mount namespace, the kernel would remove a mount together with its directory.
    private void RefuseMount(LayerEntry entry)
    {
        if (FileCalls.Status(_parent!, "", out var holder) < 0 || FileCalls.Status(_parent!, _name, out var present) < 0) return;
        if (present.MountId != holder.MountId) throw LayerFault.Mount(entry, "a mount of its own");
        if (present.IsDirectory && FileTree.HoldsMount(_parent!, _name)) throw LayerFault.Mount(entry, "a directory that something is mounted in");
    }

    private void Enter(string path, LayerEntry entry)
    {
        if (path == _parentPath) return;
        Leave();
        var descriptor = FileCalls.OpenInRoot(_root, path.Length == 0 ? "." : path, OpenFlags.ReadOnly | OpenFlags.Directory);
        if (descriptor == -Errno.ENOENT && path.Length > 0)
        {
            var (above, name) = EntryPath.Split(path);
            Enter(above, entry);
            // EEXIST: a dangling symbolic link; opening it shows that.
            var made = FileCalls.MakeDirectory(_parent!, name, 0x1ED);
            if (made != -Errno.EEXIST) LayerFault.Check(made, "mkdir", entry);
            Leave();
            descriptor = FileCalls.OpenInRoot(_root, path, OpenFlags.ReadOnly | OpenFlags.Directory);
        }
        _parent = FileCalls.Handle(LayerFault.Check(descriptor, "open its directory", entry));
        _parentPath = path;
        LayerFault.Check(FileCalls.Status(_parent, "", out var status), "stat", entry);
        _parentTime = status.Modified;
    }

    private void Leave()
    {
        if (_parent is null) return;
        // The directory may have been replaced meanwhile through a link; then its time does not matter.
        if (KeepsTimes || _named.Contains(_parentPath!)) _ = FileCalls.SetTime(_parent, ".", _parentTime);
        _parent.Dispose();
        (_parent, _parentPath) = (null, null);
    }
}
