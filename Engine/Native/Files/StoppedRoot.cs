using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;
using Panel.Engine.Native.Archives;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Files;

/// <summary>
/// The files of a stopped container, mounted as in a start, in a namespace without processes. There is no user namespace: on the disk,
/// files have the container's own ids. A tmpfs, and a source that is missing on the host, is an empty directory that accepts nothing.
/// </summary>
internal sealed class StoppedRoot(ContainerConfig config, IReadOnlyList<string> layers, EnginePaths paths)
{
    private const string Overlay = "m";
    private const MountFlags Quiet = MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec;

    // Recreated at every start, so changes to them now would be lost.
    private static readonly string[] OfTheEngine = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

    /// <param name="writable">Whether changes are kept; then nothing may start the container before this is disposed. Otherwise they go to
    /// memory and are lost.</param>
    public MountNamespace Mount(bool writable) => MountNamespace.Create(paths.TemporaryRoot, () => Build(writable));

    private SafeFileHandle Build(bool writable)
    {
        MakeDirectory(Overlay);
        MountNamespace.Mount("overlay", Overlay, writable ? WritableLayers() : LayersBelowMemory());
        var root = Open(Overlay, OpenFlags.ReadOnly | OpenFlags.Directory);
        try
        {
            foreach (var mount in VisibleMounts.Of(config.Mounts).OrderBy(mount => mount.Target, StringComparer.Ordinal)) Attach(mount, root);
            if (writable) foreach (var file in OfTheEngine) Cover(file, root);
            if (config.Spec.ReadOnlyRootFilesystem) MountApi.SetAttributes(FileCalls.Descriptor(root), MountFlags.ReadOnly, recursive: false, "/");
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    // Short names, so that the options for even 128 layers fit into the kernel's page.
    private static string Lower(IEnumerable<string> directories)
    {
        List<string> names = [];
        foreach (var directory in directories)
        {
            var name = names.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Bind(directory, name);
            names.Add(name);
        }

        return string.Join(':', names);
    }

    private string WritableLayers()
    {
        Bind(Path.GetDirectoryName(paths.ContainerUpper(config.Id))!, "u");
        return Options(Lower(layers), Path.GetFileName(paths.ContainerUpper(config.Id)), Path.GetFileName(paths.ContainerWork(config.Id)));
    }

    // A missing mount directory must be created, although nothing may change.
    private string LayersBelowMemory()
    {
        var upper = paths.ContainerUpper(config.Id);
        Check(FileCalls.StatusAt(upper, out var status), "stat", upper);
        foreach (var name in new[] { "u", "u/upper", "u/work" }) MakeDirectory(name);
        using (var here = Open("u", OpenFlags.ReadOnly | OpenFlags.Directory))
        {
            Check(FileCalls.ChangeOwner(here, "upper", status.Uid, status.Gid), "chown", "upper");
            Check(FileCalls.ChangeMode(here, "upper", status.Mode & 0xFFFu), "chmod", "upper");
        }

        return Options(Lower([upper, .. layers]), "upper", "work");
    }

    // Inode numbers are the files' own, whatever file system the upper directory is on: they identify versions (FileStats.Version).
    private static string Options(string lower, string upper, string work) => $"lowerdir={lower},upperdir=u/{upper},workdir=u/{work},userxattr,xino=off";

    private void Attach(MountSpec mount, SafeFileHandle root)
    {
        var source = mount.Kind == MountKind.Volume ? paths.VolumeData(mount.Source!) : mount.Source;
        var isThere = source is not null && Path.Exists(source);
        using var target = Target(root, ContainerView.Raw(mount.Target), isDirectory: !isThere || Directory.Exists(source));
        if (!isThere && FileCalls.Status(target, "", out var status) >= 0 && !status.IsDirectory) return;
        var made = isThere
            ? HostSource.OpenTree(source!, mount.Within, recursive: config.UserNamespaceBase is null && mount.Within is null)
            : MountApi.Create("tmpfs", [("mode", Convert.ToString(mount.TmpfsMode ?? 0x3FF /* 1777 */, 8)), ("size", "4096")], Quiet);
        try
        {
            MountApi.SetAttributes(made, mount.ReadOnly || !isThere ? Quiet | MountFlags.ReadOnly : Quiet, recursive: true, mount.Target);
            MountApi.Attach(made, FileCalls.Descriptor(target), mount.Target);
        }
        finally
        {
            RawFile.Close(made);
        }
    }

    // Bind-mounted onto itself, so a copy cannot replace it.
    private void Cover(string file, SafeFileHandle root)
    {
        if (config.Mounts.Any(mount => mount.Target == file)) return;
        using var target = Target(root, file, isDirectory: false);
        var made = MountApi.OpenTree(FileCalls.Descriptor(target), "");
        try
        {
            MountApi.SetAttributes(made, Quiet | MountFlags.ReadOnly, recursive: false, file);
            MountApi.Attach(made, FileCalls.Descriptor(target), file);
        }
        finally
        {
            RawFile.Close(made);
        }
    }

    // Opens the target and creates missing parts, as the start does: prefix by prefix, each resolved again within the root.
    private static SafeFileHandle Target(SafeFileHandle root, string path, bool isDirectory)
    {
        var whole = FileCalls.OpenInRoot(root, path, OpenFlags.Path);
        if (whole != -Errno.ENOENT) return FileCalls.Handle(Check(whole, "open", path));
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parent = FileCalls.Handle(Check(FileCalls.OpenInRoot(root, ".", OpenFlags.Path), "open", "/"));
        for (var i = 0; i < parts.Length; i++)
        {
            using var above = parent;
            var prefix = string.Join('/', parts[..(i + 1)]);
            var opened = FileCalls.OpenInRoot(root, prefix, OpenFlags.Path);
            if (opened == -Errno.ENOENT)
            {
                if (isDirectory || i < parts.Length - 1) Check(FileCalls.MakeDirectory(above, parts[i], 0x1ED), "mkdir", prefix);
                else MakeFile(above, parts[i], prefix);
                opened = FileCalls.OpenInRoot(root, prefix, OpenFlags.Path);
            }

            parent = FileCalls.Handle(Check(opened, "open", prefix));
        }

        return parent;
    }

    // As at a start, a file replaces a dangling link.
    private static void MakeFile(SafeFileHandle directory, string name, string path)
    {
        const int create = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive;
        var made = FileCalls.OpenAt(directory, name, create | OpenFlags.NoFollow, 0x1A4);
        if (made == -Errno.EEXIST)
        {
            Check(FileCalls.Unlink(directory, name), "unlink", path);
            made = FileCalls.OpenAt(directory, name, create | OpenFlags.NoFollow, 0x1A4);
        }

        FileCalls.Handle(Check(made, "create", path)).Dispose();
    }

    private static void Bind(string directory, string name)
    {
        MakeDirectory(name);
        var made = MountApi.OpenTree(OpenFlags.WorkingDirectory, directory);
        try
        {
            using var place = Open(name, OpenFlags.Path | OpenFlags.Directory);
            MountApi.Attach(made, FileCalls.Descriptor(place), directory);
        }
        finally
        {
            RawFile.Close(made);
        }
    }

    private static void MakeDirectory(string name) => Check(FileCalls.MakeDirectoryHere(name, 0x1ED), "mkdir", name);

    private static SafeFileHandle Open(string name, int flags) => FileCalls.Handle(Check(FileCalls.OpenAt(OpenFlags.WorkingDirectory, name, flags), "open", name));

    private static int Check(int result, string operation, string path) => result >= 0 ? result : throw FileTree.Failure(operation, path, result);
}
