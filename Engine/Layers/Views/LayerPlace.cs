using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Views;

/// <summary>A directory in a layer, and the same directory in the layers below.</summary>
internal sealed class LayerPlace : IDisposable
{
    private LayerPlace(SafeFileHandle? own, MergedDirectory? below, bool isOpaque) => (Own, Below, IsOpaque) = (own, below, isOpaque);

    /// <summary>The layer's directory; null when the layer removed it.</summary>
    public SafeFileHandle? Own { get; }

    /// <summary>The directory in the layers below; null when they do not have it.</summary>
    public MergedDirectory? Below { get; }

    /// <summary>Whether the layer hides everything below.</summary>
    public bool IsOpaque { get; }

    public static LayerPlace OpenRoot(string layer, IReadOnlyList<string> below)
    {
        var raw = RawName.Of(layer);
        var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, raw, OpenFlags.ReadOnly | OpenFlags.Directory);
        if (descriptor < 0) throw FileTree.Failure("open", raw, descriptor);
        var own = FileCalls.Handle(descriptor);
        try
        {
            return new(own, below.Count > 0 ? MergedDirectory.OpenRoot(below) : null, Opaque(own, "."));
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Names that the layer contains or removes, in order.</summary>
    public List<string> Names()
    {
        List<string> names = Own is null ? [] : FileTree.Names(Own);
        if (Below is not null && (Own is null || IsOpaque)) names = [.. names.Union(Below.Names(), StringComparer.Ordinal)];
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The layer's change to the name.</summary>
    public LayerEntryChange? Look(string name)
    {
        MergedEntry below = default;
        var known = Below is not null && Below.TryFind(name, out below);
        if (Own is not null && FileCalls.Status(Own, name, out var own) >= 0 && !own.IsWhiteout)
        {
            // A directory is copied up together with its content; alone it is a change only when its rights differ.
            FileChangeKind? change = !known ? FileChangeKind.Added
                : own.IsDirectory && below.Status.IsDirectory && SameRights(own, below.Status) ? null : FileChangeKind.Modified;
            return new(change, own, Own, IsBelowToo: known && below.Status.IsDirectory);
        }
        // A whiteout of nothing has no effect.
        return known ? new(FileChangeKind.Deleted, below.Status, below.Directory, IsBelowToo: below.Status.IsDirectory) : null;
    }

    /// <summary>Opens a directory found by <see cref="Look"/>; null when it disappeared meanwhile.</summary>
    public LayerPlace? Open(string name, LayerEntryChange entry)
    {
        if (entry.Change == FileChangeKind.Deleted) return new(null, Below!.Open(name), isOpaque: false);
        var descriptor = FileCalls.OpenAt(Own!, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        if (descriptor < 0) return null;
        var own = FileCalls.Handle(descriptor);
        try
        {
            return new(own, entry.IsBelowToo ? Below!.Open(name) : null, Opaque(Own!, name));
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Own?.Dispose();
        Below?.Dispose();
    }

    private static bool Opaque(SafeFileHandle directory, string name) => FileCalls.GetAttribute(directory, name, "user.overlay.opaque") is [(byte)'y'];

    private static bool SameRights(FileStatus one, FileStatus other) => one.Mode == other.Mode && one.Uid == other.Uid && one.Gid == other.Gid;
}

/// <summary>A layer's change to a name.</summary>
/// <param name="Change">Null for a directory that only leads to a change.</param>
/// <param name="Status">The status of the layer's entry, or of the removed one.</param>
/// <param name="Directory">The directory of that entry.</param>
/// <param name="IsBelowToo">Whether the layers below have a directory there.</param>
internal readonly record struct LayerEntryChange(FileChangeKind? Change, FileStatus Status, SafeFileHandle Directory, bool IsBelowToo);
