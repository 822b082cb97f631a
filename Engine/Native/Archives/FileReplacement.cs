using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Users;

namespace Panel.Engine.Native.Archives;

/// <summary>Writes a container's file: a new one beside the old, which takes its name once it is on the disk. Everything works by
/// descriptor, because the container may replace any name meanwhile.</summary>
/// <param name="directory">The directory.</param>
/// <param name="target">The name in it, and the present file.</param>
/// <param name="firstId">The offset of the container's ids there.</param>
internal sealed class FileReplacement(SafeFileHandle directory, FileTarget target, long firstId)
{
    private const uint NewMode = 0x1A4; // 0644
    private readonly string _temporary = $".panel-{Guid.NewGuid():N}";

    /// <summary>Reads the content from a file. Only a user namespace's own users can create files in its file system, so this runs as its
    /// root.</summary>
    public Task RunAsync(string file) => firstId == 0
        ? Task.Run(() => Run(file))
        : FileSystemIdentity.RunAsync((uint)firstId, (uint)firstId, () => Run(file));

    private void Run(string file)
    {
        var made = FileCalls.OpenAt(directory, _temporary, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, 0x180);
        using var output = FileCalls.Handle(Check(made, "create a file in its directory"));
        try
        {
            Fill(output, file);
            TakeOver(output);
            Check(FileCalls.Sync(output), "write it to the disk");
            Rename();
        }
        catch
        {
            // Removes whatever has this name now: the name is ours.
            _ = FileCalls.Unlink(directory, _temporary);
            throw;
        }

        Check(FileCalls.Sync(directory), "write its directory to the disk");
    }

    private void Fill(SafeFileHandle output, string file)
    {
        using var input = File.OpenHandle(file);
        var buffer = new byte[1 << 20];
        for (long at = 0; RandomAccess.Read(input, buffer, at) is var count and > 0;)
        {
            for (var written = 0; written < count;)
                written += Check(FileCalls.WriteAt(output, buffer.AsSpan(written, count - written), at + written), "write");
            at += count;
        }
    }

    // The owner first, because changing it clears set-uid. A capability applies to one content, so it is not copied; no write keeps it.
    private void TakeOver(SafeFileHandle output)
    {
        var (uid, gid, mode) = target.Existing is { Status: var status } ? (status.Uid, status.Gid, status.Mode & 0xFFFu) : ((uint)firstId, (uint)firstId, NewMode);
        Check(FileCalls.ChangeOwner(output, uid, gid), "give it to its owner");
        Check(FileCalls.ChangeMode(output, mode), "set its mode");
        if (target.Existing is not { } existing) return;
        foreach (var name in FileCalls.ListAttributes(existing.Directory, existing.Name))
        {
            if (name == "security.capability" || name.StartsWith("user.overlay.", StringComparison.Ordinal) || name.StartsWith("trusted.", StringComparison.Ordinal)) continue;
            if (FileCalls.GetAttribute(existing.Directory, existing.Name, name) is not { } value) continue;
            // The kernel sets the labels of SELinux and other modules where it does not let us.
            if (FileCalls.SetAttribute(output, name, value) is < 0 and not (-Errno.EOPNOTSUPP or -Errno.EPERM) and var result) Check(result, $"keep its attribute {FileStats.Text(name)}");
        }
    }

    private void Rename()
    {
        if (target.Existing is not { } existing)
        {
            var result = FileCalls.RenameNew(directory, _temporary, target.Name);
            if (result == -Errno.EEXIST) throw new ConflictException($"Somebody else has just created the file {Shown}; look at it before you replace it.");
            Check(result, "name it");
            return;
        }

        // Checked as late as possible: the same file in the same state must still be there.
        if (FileCalls.Status(existing.Directory, existing.Name, out var now) < 0 || FileStats.Version(now) != FileStats.Version(existing.Status))
            throw new ConflictException($"{Shown} changed during the write; nothing was replaced. Look at it again.");
        Check(FileCalls.Rename(directory, _temporary, directory, target.Name), "put it in the other's place");
    }

    private string Shown => $"/{(target.Prefix.Length == 0 ? "" : FileStats.Text(target.Prefix) + "/")}{FileStats.Text(target.Name)}";

    private int Check(int result, string what) => result switch
    {
        >= 0 => result,
        -Errno.EROFS => throw new NotPermittedException($"The file system at {Shown} is read-only."),
        -Errno.EBUSY => throw new ConflictException($"{Shown} is a mount of its own, which cannot be replaced; write to it from inside the container."),
        -Errno.ENAMETOOLONG => throw new InvalidInputException($"The name of {Shown} is too long; at most 255 bytes are allowed.", "path"),
        -Errno.ENOENT => throw new ConflictException($"The directory of {Shown} was removed while the file was written."),
        -Errno.ENOSPC or -Errno.EDQUOT => throw new EngineFailureException($"There is no space left for {Shown}; it was not changed.", what, -result),
        _ => throw new EngineFailureException($"{Shown} was not changed. The kernel refused to {what}: {Errno.Describe(-result)}.", what, -result),
    };
}
