using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Archives;

/// <summary>The path to which a link in a container leads, with the container's root as the root of every link.</summary>
internal static class LinkPath
{
    // The kernel's limit: MAXSYMLINKS.
    private const int MaxLinks = 40;

    /// <summary>Follows every link of the path. After the first missing part, the rest is used as written: a link may lead to a file that
    /// does not exist yet.</summary>
    /// <exception cref="InvalidInputException">Its links form a loop, or lead through something that is not a directory.</exception>
    public static string Resolve(ContainerView view, string path)
    {
        List<string> resolved = [];
        var pending = new Stack<string>(path.Split('/').Reverse());
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                if (resolved.Count > 0) resolved.RemoveAt(resolved.Count - 1);
                continue;
            }

            if (Target(view, $"/{string.Join('/', resolved)}/{part}") is not { } target)
            {
                resolved.Add(part);
                continue;
            }

            if (++links > MaxLinks) throw new InvalidInputException($"{path} has too many links: more than {MaxLinks}.", "path");
            if (target.StartsWith('/')) resolved.Clear();
            foreach (var next in target.Split('/').Reverse()) pending.Push(next);
        }

        return "/" + string.Join('/', resolved);
    }

    private static string? Target(ContainerView view, string path)
    {
        try
        {
            using var found = view.Find(path, follow: false);
            return found.Entry is { Status.Type: FileType.Symlink } link ? FileStats.Text(FileCalls.ReadLink(link.Directory, link.Name) ?? "") : null;
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }
}
