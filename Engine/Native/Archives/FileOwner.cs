using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Users;

namespace Panel.Engine.Native.Archives;

/// <summary>A user and a group, in the container's ids.</summary>
internal sealed record FileOwner(uint Uid, uint Gid)
{
    private const int LargestFile = 16 * 1024 * 1024;

    /// <summary>The container's user, according to its present passwd and group files.</summary>
    /// <exception cref="InvalidInputException">They do not contain the user or the group, or are not regular files.</exception>
    public static FileOwner Find(ContainerView view, string user)
    {
        try
        {
            var resolved = UserResolver.Resolve(user, Read(view, "/etc/passwd"), Read(view, "/etc/group"));
            return new(resolved.Uid, resolved.Gid);
        }
        catch (UnknownUserException error)
        {
            throw new InvalidInputException($"The files cannot be given to the container's user '{user}': {error.Message}", "user", error);
        }
    }

    private static string Read(ContainerView view, string path)
    {
        FoundPath found;
        try
        {
            found = view.Find(path, follow: true);
        }
        catch (ObjectNotFoundException)
        {
            return ""; // Then only numbers are known, as when the container starts.
        }

        using (found)
        {
            if (found.Entry is not { Status: { Type: FileType.Regular, Size: <= LargestFile } } entry) throw new InvalidInputException($"{path} in the container must be a regular file of at most 16 MiB.", "user");
            // Opens without waiting and without side effects, whatever replaces the file meanwhile.
            var descriptor = FileCalls.OpenAt(entry.Directory, entry.Name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal);
            if (descriptor < 0) throw new InvalidInputException($"{path} in the container cannot be read.", "user");
            using var file = FileCalls.Handle(descriptor);
            var bytes = new byte[entry.Status.Size];
            var count = RandomAccess.Read(file, bytes, 0);
            return Encoding.UTF8.GetString(bytes, 0, count);
        }
    }
}
