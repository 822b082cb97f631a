using Panel.Engine.Contract;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Archives;

/// <summary>The target of a file write: its directory, its name there, and the regular file that has the name now.</summary>
internal sealed class FileTarget(FoundPath found, string name, MergedEntry? existing) : IDisposable
{
    public FoundPath Found => found;

    public MergedDirectory Directory => found.Parent;

    public string Name => name;

    public MergedEntry? Existing => existing;

    /// <summary>Whether something is mounted on the file itself, such as on /etc/hosts. From outside the container's mount namespace, the
    /// kernel would let us replace it and remove the container's mount.</summary>
    public bool IsMount => existing is { } entry && FileCalls.Status(entry.Directory, "", out var holder) >= 0 && holder.MountId != entry.Status.MountId;

    /// <summary>Path of the directory, without links and without a slash at either end.</summary>
    public string Prefix => string.Join('/', found.Names.Take(found.Directories.Count));

    public void Dispose() => found.Dispose();

    /// <exception cref="InvalidInputException">A regular file cannot be there.</exception>
    public static FileTarget Find(ContainerView view, string path)
    {
        var slash = path.LastIndexOf('/');
        if (path[(slash + 1)..] is "" or "." or "..") throw new InvalidInputException($"{path} names a directory; give the name of a file in it.", "path");
        if (TryFindExisting(view, path) is { } found)
        {
            if (found.Entry is { Status.Type: FileType.Regular } regular && !found.Parent.IsGone) return new(found, regular.Name, regular);
            using (found) throw Refusal(found, path);
        }

        var parent = view.Find(slash <= 0 ? "/" : path[..slash], follow: true, enter: true);
        var name = ContainerView.Raw(path[(slash + 1)..]);
        if (!parent.Parent.IsGone && !parent.Parent.TryFind(name, out _)) return new(parent, name, null);
        using (parent) throw new InvalidInputException($"{path} is a link to what is not there, or has changed this moment; look at its directory again.", "path");
    }

    /// <summary>Why an existing path is not a readable or writable file.</summary>
    public static InvalidInputException Refusal(FoundPath found, string path) => new($"{path} is {Kind(found.Entry?.Status.Type)}, not a regular file.", "path");

    private static string Kind(uint? type) => type switch
    {
        null or FileType.Directory => "a directory",
        FileType.Character or FileType.Block => "a device",
        FileType.Fifo => "a pipe",
        FileType.Symlink => "a link",
        FileType.Regular => "gone since it was looked at",
        _ => "a socket",
    };

    private static FoundPath? TryFindExisting(ContainerView view, string path)
    {
        try
        {
            return view.Find(path, follow: true);
        }
        catch (ObjectNotFoundException)
        {
            // A new file, or its directory is missing; the caller distinguishes the two.
            return null;
        }
    }
}
