using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Archives;

/// <summary>The files of a container from outside: those in a root directory, or in layers merged without a mount.</summary>
internal sealed class ContainerView : IDisposable
{
    // The kernel's limit: MAXSYMLINKS.
    private const int MaxLinks = 40;
    private readonly MergedDirectory _root;

    /// <param name="layers">Directories, topmost first; a root directory counts as one.</param>
    /// <param name="ids">The container's users and groups in this view.</param>
    public ContainerView(IReadOnlyList<string> layers, ContainerIds ids) => (_root, Ids) = (MergedDirectory.OpenRoot(layers), ids);

    public ContainerIds Ids { get; }

    public MergedDirectory Root => _root;

    public void Dispose() => _root.Dispose();

    /// <summary>Walks to a path from descriptor to descriptor, with the container's root as the root of every link, so that a rename during
    /// the walk cannot redirect it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether to follow the path itself if it is a link.</param>
    /// <param name="enter">Whether it must be a directory, and the walk ends inside it.</param>
    /// <exception cref="ObjectNotFoundException">There is no such path.</exception>
    /// <exception cref="InvalidInputException">Its links form a loop, or a part of it is not a directory.</exception>
    public FoundPath Find(string path, bool follow, bool enter = false)
    {
        List<string> names = [];
        List<MergedDirectory> chain = [];
        var pending = new Stack<string>(Raw(path).Split('/').Reverse());
        var links = 0;
        MergedEntry? last = null;
        try
        {
            while (pending.TryPop(out var name))
            {
                if (name is "" or ".") continue;
                if (last is { } before) Descend(before);
                if (name == "..")
                {
                    if (chain.Count > 0) Ascend();
                    continue;
                }

                var here = chain.Count > 0 ? chain[^1] : _root;
                if (!here.TryFind(name, out var entry)) throw new ObjectNotFoundException($"There is no {path} in the container.");
                if (entry.Status.Type == FileType.Symlink && (follow || pending.Any(part => part is not ("" or "."))))
                {
                    if (++links > MaxLinks) throw new InvalidInputException($"{path} has more than {MaxLinks} symbolic links.", "path");
                    var target = FileCalls.ReadLink(entry.Directory, name) ?? "";
                    if (target.StartsWith('/')) while (chain.Count > 0) Ascend();
                    foreach (var part in target.Split('/').Reverse()) pending.Push(part);
                    continue;
                }

                last = entry;
            }

            if (enter && last is { } end) Descend(end);
            return new FoundPath(_root, chain, names, last);
        }
        catch
        {
            foreach (var directory in chain) directory.Dispose();
            throw;
        }

        void Descend(MergedEntry entry)
        {
            if (!entry.Status.IsDirectory) throw new InvalidInputException($"{RawName.Show(entry.Name)} in {path} is not a directory.", "path");
            try
            {
                chain.Add((chain.Count > 0 ? chain[^1] : _root).Open(entry.Name));
            }
            catch (FileNotFoundException gone)
            {
                throw new ObjectNotFoundException($"{path} disappeared during the lookup; the container no longer has it.", gone);
            }
            names.Add(entry.Name);
            last = null;
        }

        void Ascend()
        {
            chain[^1].Dispose();
            chain.RemoveAt(chain.Count - 1);
            names.RemoveAt(names.Count - 1);
        }
    }

    /// <summary>A path in the form of the file calls: one byte per character.</summary>
    public static string Raw(string path) => System.Text.Encoding.Latin1.GetString(FilePathText.ToBytes(path));
}

/// <summary>The end of a walk.</summary>
/// <param name="root">The view's root.</param>
/// <param name="chain">The directories from the root down to the entry's.</param>
/// <param name="names">Their names.</param>
/// <param name="last">The entry; null for the root itself.</param>
internal sealed class FoundPath(MergedDirectory root, List<MergedDirectory> chain, List<string> names, MergedEntry? last) : IDisposable
{
    public MergedEntry? Entry => last;

    /// <summary>The directory that contains the entry.</summary>
    public MergedDirectory Parent => chain.Count > 0 ? chain[^1] : root;

    /// <summary>Names from the root down, without links, including the entry's.</summary>
    public IReadOnlyList<string> Names => last is { } entry ? [.. names, entry.Name] : names;

    /// <summary>The directories from the root down to the entry's.</summary>
    public IReadOnlyList<MergedDirectory> Directories => chain;

    /// <summary>The status of those directories, whatever they are renamed to.</summary>
    public IReadOnlyList<FileStatus> Statuses() => chain.ConvertAll(directory =>
        FileCalls.Status(directory.Top, "", out var status) is < 0 and var result ? throw FileTree.Failure("stat", "a directory of the path", result) : status);

    public void Dispose()
    {
        foreach (var directory in chain) directory.Dispose();
    }
}
