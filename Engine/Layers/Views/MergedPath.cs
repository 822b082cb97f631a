using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Layers.Views;

/// <summary>Resolves paths in an image, with the image's root as theirs.</summary>
public static class MergedPath
{
    // The kernel's limit: MAXSYMLINKS.
    private const int MaxLinks = 40;

    /// <summary>The directory at the path, with symlinks resolved; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The path's symlinks form a loop.</exception>
    public static MergedDirectory? OpenDirectory(MergedDirectory root, string path)
    {
        // The chain from the root, for "..": the caller disposes the root itself.
        List<MergedDirectory> chain = [];
        var links = 0;
        var pending = new Stack<string>(path.Split('/').Reverse());
        var found = false;
        try
        {
            while (pending.TryPop(out var name))
            {
                if (name is "" or ".") continue;
                if (name == "..")
                {
                    if (chain.Count > 0) Pop(chain);
                    continue;
                }
                var here = chain.Count > 0 ? chain[^1] : root;
                if (!here.TryFind(name, out var entry)) return null;
                if (entry.Status.Type == FileType.Symlink)
                {
                    if (++links > MaxLinks) throw new InvalidInputException($"The image's path '{RawName.Show(path)}' has more than {MaxLinks} symbolic links.");
                    var target = FileCalls.ReadLink(entry.Directory, name) ?? "";
                    if (target.StartsWith('/')) while (chain.Count > 0) Pop(chain);
                    foreach (var part in target.Split('/').Reverse()) pending.Push(part);
                    continue;
                }
                if (!entry.Status.IsDirectory) return null;
                chain.Add(here.Open(name));
            }
            // The image's root as the content of a volume: refused, because it would copy the whole image.
            if (chain.Count == 0) return null;
            found = true;
            return chain[^1];
        }
        finally
        {
            for (var i = 0; i < chain.Count - (found ? 1 : 0); i++) chain[i].Dispose();
        }
    }

    private static void Pop(List<MergedDirectory> chain)
    {
        chain[^1].Dispose();
        chain.RemoveAt(chain.Count - 1);
    }
}
