using Panel.Engine.Native.Images.Layers;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Archives;

/// <summary>Brings the directories of a path into the upper directory of a container that does not run, with the owner, mode and attributes they have below.</summary>
internal static class CopyUpDirectories
{
    /// <param name="upperDirectory">The upper directory.</param>
    /// <param name="path">A walk that ended inside the last of the directories.</param>
    public static void Ensure(string upperDirectory, FoundPath path)
    {
        using var upper = FileCalls.Handle(Check(FileCalls.OpenAt(FileCalls.WorkingDirectory, upperDirectory, FileCalls.ReadOnly | FileCalls.Directory), "open", upperDirectory));
        var above = "";
        foreach (var (name, directory) in path.Names.Zip(path.Directories))
        {
            using var parent = FileCalls.Handle(Check(FileCalls.OpenInRoot(upper, above.Length == 0 ? "." : above, FileCalls.ReadOnly | FileCalls.Directory), "open", above));
            above = above.Length == 0 ? name : $"{above}/{name}";
            if (directory.TopLayer == 0) continue;
            Check(FileCalls.Status(directory.Top, "", out var status), "stat", above);
            Check(FileCalls.MakeDirectory(parent, name, 0x1C0), "mkdir", above);
            Check(FileCalls.ChangeOwner(parent, name, status.Uid, status.Gid), "chown", above);
            Check(FileCalls.ChangeMode(parent, name, status.Mode & 0xFFFu), "chmod", above);
            foreach (var attribute in FileCalls.ListAttributes(directory.Top, "."))
            {
                if (attribute.StartsWith("user.overlay.", StringComparison.Ordinal) || FileCalls.GetAttribute(directory.Top, ".", attribute) is not { } value) continue;
                Check(FileCalls.SetAttribute(parent, name, attribute, value), "setxattr", above);
            }

            Check(FileCalls.SetTime(parent, name, status.Modified), "utimensat", above);
        }
    }

    private static int Check(int result, string operation, string path) => result >= 0 ? result : throw FileTree.Failure(operation, path, result);
}
