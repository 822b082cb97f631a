using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Snapshots;

/// <summary>The changes in a container's upper directory to its image.</summary>
internal static class SnapshotChanges
{
    // The shim creates these for its mounts; Docker has them in a separate layer below the container's.
    private static readonly HashSet<string> OfTheEngine = new(StringComparer.Ordinal)
    {
        "/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/console", "/dev/pts", "/dev/shm", "/dev/mqueue",
    };

    // A container can nest directories until the walk runs out of stack or descriptors; deeper paths count with the directory that contains
    // them.
    private const int DeepestWalk = 256;

    /// <param name="upper">The container's upper directory.</param>
    /// <param name="layers">The image's layers, topmost first.</param>
    /// <param name="mounts">Targets of its mounts: a placeholder for one of them is not a change.</param>
    public static IReadOnlyList<FileChange> Find(string upper, IReadOnlyList<string> layers, IReadOnlySet<string> mounts)
    {
        var raw = RawName.Of(upper);
        var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, raw, OpenFlags.ReadOnly | OpenFlags.Directory);
        if (descriptor < 0) throw FileTree.Failure("open", raw, descriptor);
        List<FileChange> changes = [];
        using var top = FileCalls.Handle(descriptor);
        using var image = MergedDirectory.OpenRoot(layers);
        Walk(top, image, "", new Walked(changes, mounts));
        changes.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return changes;
    }

    /// <returns>Whether anything below was a change.</returns>
    private static bool Walk(SafeFileHandle upper, MergedDirectory? image, string path, Walked walked)
    {
        var changed = false;
        foreach (var name in FileTree.Names(upper))
        {
            if (FileCalls.Status(upper, name, out var status) < 0) continue;
            changed |= Visit(upper, name, status, image, $"{path}/{RawName.Text(name)}", walked);
        }

        return changed;
    }

    private static bool Visit(SafeFileHandle upper, string name, FileStatus status, MergedDirectory? image, string path, Walked walked)
    {
        MergedEntry below = default;
        var known = image is not null && image.TryFind(name, out below);
        if (status.IsWhiteout)
        {
            if (known) walked.Changes.Add(new(path, FileChangeKind.Deleted));
            return known;
        }

        var inside = status.IsDirectory && path.Count(letter => letter == '/') < DeepestWalk && Below(upper, name, known && below.Status.IsDirectory ? image : null, path, walked);
        if (!known && (OfTheEngine.Contains(path) || walked.Mounts.Contains(path) || IsOnlyTheWay(path, walked)) && !inside) return false;
        // A directory is copied up together with its content; alone it is a change only when its own rights differ.
        if (known && status.IsDirectory && below.Status.IsDirectory && !inside && SameRights(status, below.Status)) return false;
        walked.Changes.Add(new(path, known ? FileChangeKind.Modified : FileChangeKind.Added));
        return true;
    }

    private static bool Below(SafeFileHandle upper, string name, MergedDirectory? image, string path, Walked walked)
    {
        var descriptor = FileCalls.OpenAt(upper, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        // Removed or replaced since the listing.
        if (descriptor < 0) return false;
        using var directory = FileCalls.Handle(descriptor);
        using var merged = image?.Open(name);
        var changed = Walk(directory, merged, path, walked);
        // An opaque directory hides everything of the image that it does not contain itself.
        if (merged is null || FileCalls.GetAttribute(upper, name, "user.overlay.opaque") is not [(byte)'y']) return changed;
        var own = FileTree.Names(directory).ToHashSet(StringComparer.Ordinal);
        foreach (var hidden in merged.Names().Where(hidden => !own.Contains(hidden)))
        {
            walked.Changes.Add(new($"{path}/{RawName.Text(hidden)}", FileChangeKind.Deleted));
            changed = true;
        }

        return changed;
    }

    // The directories above a mount's target are also created for it.
    private static bool IsOnlyTheWay(string path, Walked walked) => walked.Mounts.Any(target => target.StartsWith(path + "/", StringComparison.Ordinal));

    private static bool SameRights(FileStatus one, FileStatus other) => one.Mode == other.Mode && one.Uid == other.Uid && one.Gid == other.Gid;

    private sealed record Walked(List<FileChange> Changes, IReadOnlySet<string> Mounts);
}
