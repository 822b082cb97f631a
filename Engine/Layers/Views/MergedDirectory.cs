using Microsoft.Win32.SafeHandles;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Layers.Views;

/// <summary>An image's directory as a container would see it, without a mount: the same directory of several layers, topmost first.</summary>
public sealed class MergedDirectory : IDisposable
{
    private readonly List<(int Layer, SafeFileHandle Handle)> _parts;

    private MergedDirectory(List<(int, SafeFileHandle)> parts) => _parts = parts;

    /// <summary>The topmost layer's directory, whose owner and mode apply.</summary>
    public SafeFileHandle Top => _parts[0].Handle;

    /// <summary>Whether it was no longer a directory when it was opened, so that it is empty.</summary>
    public bool IsGone => _parts.Count == 0;

    /// <summary>The index of that layer; 0 is the topmost of all.</summary>
    public int TopLayer => _parts[0].Layer;

    public static MergedDirectory OpenRoot(IReadOnlyList<string> layers)
    {
        if (layers.Count == 0) throw new ArgumentException("An image has at least one layer.", nameof(layers));
        var merged = new MergedDirectory([]);
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var raw = RawName.Of(layers[layer]);
            var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, raw, OpenFlags.ReadOnly | OpenFlags.Directory);
            if (descriptor < 0)
            {
                merged.Dispose();
                throw FileTree.Failure("open", raw, descriptor);
            }
            merged._parts.Add((layer, FileCalls.Handle(descriptor)));
        }
        return merged;
    }

    /// <summary>The visible names.</summary>
    public IEnumerable<string> Names()
    {
        HashSet<string> seen = [];
        foreach (var (_, handle) in _parts)
        {
            foreach (var name in FileTree.Names(handle))
            {
                if (seen.Add(name) && FileCalls.Status(handle, name, out var status) >= 0 && !status.IsWhiteout) yield return name;
            }
        }
    }

    /// <summary>Finds the entry with the name; false when there is none.</summary>
    public bool TryFind(string name, out MergedEntry entry)
    {
        foreach (var (layer, handle) in _parts)
        {
            if (FileCalls.Status(handle, name, out var status) < 0) continue;
            entry = new(layer, handle, name, status);
            return !status.IsWhiteout;
        }
        entry = default;
        return false;
    }

    /// <summary>Opens a subdirectory found by <see cref="TryFind"/>.</summary>
    /// <exception cref="FileNotFoundException">It disappeared meanwhile, or is no longer a directory.</exception>
    public MergedDirectory Open(string name)
    {
        List<(int, SafeFileHandle)> parts = [];
        foreach (var (layer, handle) in _parts)
        {
            if (FileCalls.Status(handle, name, out var status) < 0) continue;
            if (!status.IsDirectory) break;
            var descriptor = FileCalls.OpenAt(handle, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
            if (descriptor < 0)
            {
                foreach (var (_, opened) in parts) opened.Dispose();
                var failure = FileTree.Failure("open", name, descriptor);
                throw descriptor is -Errno.ENOENT or -Errno.ENOTDIR or -Errno.ELOOP ? new FileNotFoundException($"{RawName.Show(name)} no longer exists", failure) : failure;
            }
            parts.Add((layer, FileCalls.Handle(descriptor)));
            if (FileCalls.GetAttribute(handle, name, "user.overlay.opaque") is [(byte)'y']) break;
        }
        return new(parts);
    }

    public void Dispose()
    {
        foreach (var (_, handle) in _parts) handle.Dispose();
    }
}

/// <summary>An entry of a merged directory, and the layer's directory that contains it.</summary>
public readonly record struct MergedEntry(int Layer, SafeFileHandle Directory, string Name, FileStatus Status);
