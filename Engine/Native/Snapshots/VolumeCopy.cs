using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Snapshots;

/// <summary>Copies a directory of an image into a new volume: content, owners, modes, times, attributes, links and devices.</summary>
internal sealed class VolumeCopy(string volume) : IDisposable
{
    // The copy holds one open descriptor for each level and layer.
    private const int MaxDepth = 200;
    private readonly SafeFileHandle _root = Open(volume);
    private readonly Dictionary<(int Layer, ulong Inode), string> _linked = [];
    private readonly byte[] _buffer = new byte[1 << 16];

    public void Fill(MergedDirectory source)
    {
        Copy(source, _root, "", 0);
        Check(FileCalls.Status(source.Top, "", out var status), "stat", "");
        Complete(source.Top, "", _root, ".", status);
        Check(FileCalls.SyncFileSystem(_root), "syncfs", "");
    }

    public void Dispose() => _root.Dispose();

    private void Copy(MergedDirectory source, SafeFileHandle target, string path, int depth)
    {
        if (depth > MaxDepth) throw new InvalidInputException($"The image has directories more than {MaxDepth} deep below the volume's path.");
        foreach (var name in source.Names())
        {
            if (!source.TryFind(name, out var entry)) continue;
            var below = path.Length == 0 ? name : $"{path}/{name}";
            if (!entry.Status.IsDirectory && entry.Status.Links > 1 && !_linked.TryAdd((entry.Layer, entry.Status.Inode), below))
            {
                Link(_linked[(entry.Layer, entry.Status.Inode)], target, name);
                continue;
            }
            Make(source, entry, target, below, depth);
            Complete(entry.Directory, name, target, name, entry.Status);
        }
    }

    private void Make(MergedDirectory source, MergedEntry entry, SafeFileHandle target, string path, int depth)
    {
        var (name, status) = (entry.Name, entry.Status);
        switch (status.Type)
        {
            case FileType.Directory:
                Check(FileCalls.MakeDirectory(target, name, 0x1C0), "mkdir", path);
                using (var inner = source.Open(name))
                using (var made = FileCalls.Handle(Check(FileCalls.OpenAt(target, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow), "open", path)))
                    Copy(inner, made, path, depth + 1);
                break;
            case FileType.Regular: CopyContent(entry, target, path); break;
            case FileType.Symlink: Check(FileCalls.Symlink(target, name, FileCalls.ReadLink(entry.Directory, name) ?? ""), "symlink", path); break;
            case FileType.Character or FileType.Block or FileType.Fifo:
                Check(FileCalls.MakeNode(target, name, status.Type | 0x180, status.DeviceMajor, status.DeviceMinor), "mknod", path);
                break;
            default: throw new EngineFailureException($"'{RawName.Show(path)}' in the image is a socket, which cannot be copied.", "copy");
        }
    }

    private void CopyContent(MergedEntry entry, SafeFileHandle target, string path)
    {
        using var from = FileCalls.Handle(Check(FileCalls.OpenAt(entry.Directory, entry.Name, OpenFlags.ReadOnly | OpenFlags.NoFollow), "open", path));
        using var to = FileCalls.Handle(Check(
            FileCalls.OpenAt(target, entry.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, 0x180), "create", path));
        for (long offset = 0; RandomAccess.Read(from, _buffer, offset) is var count and > 0; offset += count) RandomAccess.Write(to, _buffer.AsSpan(0, count), offset);
    }

    private void Link(string first, SafeFileHandle target, string name)
    {
        var (parent, firstName) = EntryPath.Split(first);
        using var directory = FileCalls.Handle(Check(FileCalls.OpenInRoot(_root, parent.Length == 0 ? "." : parent, OpenFlags.ReadOnly | OpenFlags.Directory), "open", parent));
        Check(FileCalls.Link(directory, firstName, target, name), "link", first);
    }

    // Owner before mode and attributes: a change of owner clears set-uid and capabilities.
    private static void Complete(SafeFileHandle from, string fromName, SafeFileHandle to, string name, FileStatus status)
    {
        Check(FileCalls.ChangeOwner(to, name, status.Uid, status.Gid), "chown", name);
        if (status.Type != FileType.Symlink) Check(FileCalls.ChangeMode(to, name, status.Mode & 0xFFFu), "chmod", name);
        foreach (var attribute in FileCalls.ListAttributes(from, fromName))
        {
            if (attribute.StartsWith("user.overlay.", StringComparison.Ordinal) || FileCalls.GetAttribute(from, fromName, attribute) is not { } value) continue;
            // Attributes that the volume's file system rejects are skipped, as in cp -a.
            _ = FileCalls.SetAttribute(to, name, attribute, value);
        }
        Check(FileCalls.SetTime(to, name, status.Modified), "utimensat", name);
    }

    private static SafeFileHandle Open(string directory) =>
        FileCalls.Handle(Check(FileCalls.OpenAt(OpenFlags.WorkingDirectory, directory, OpenFlags.ReadOnly | OpenFlags.Directory), "open", directory));

    private static int Check(int result, string operation, string path) => result >= 0 ? result : throw FileTree.Failure(operation, path, result);
}
