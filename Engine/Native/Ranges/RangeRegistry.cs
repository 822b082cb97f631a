using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Ranges;

/// <summary>
/// Records which panel of this machine has which host ids, in a file that all panels read and replace under one lock; the kernel releases
/// the lock of a panel that dies. Unknown lines are kept. The ranges of accounts in /etc/subuid and /etc/subgid are avoided.
/// </summary>
/// <param name="paths">This panel's paths.</param>
/// <param name="directory">The directory that all panels of the machine share.</param>
/// <param name="accountFiles">/etc/subuid and /etc/subgid.</param>
/// <param name="runs">Whether containers are running of the instance with this name, whose data root is gone.</param>
internal sealed class RangeRegistry(EnginePaths paths, string directory, IReadOnlyList<string> accountFiles, Func<string, bool> runs)
{
    private string File => directory + "/ranges";

    private string OwnerFile => paths.DataRoot + "/ranges.owner";

    /// <summary>This panel's ranges.</summary>
    /// <exception cref="EngineFailureException">The shared file cannot be read.</exception>
    public List<(long First, long Size)> Own() => Locked(lines => Owner(lines) is { } owner ? lines.Entries.Where(entry => entry.Owner == owner).Select(entry => (entry.First, entry.Size)).ToList() : []);

    /// <summary>Takes the lowest free ids.</summary>
    /// <param name="lowest">The lowest acceptable id.</param>
    /// <param name="sizes">The sizes, the preferred one first.</param>
    /// <returns>Null when all are taken.</returns>
    /// <exception cref="EngineFailureException">The shared file cannot be written.</exception>
    public (long First, long Size)? Claim(long lowest, params IReadOnlyList<long> sizes) => Locked<(long, long)?>(lines =>
    {
        lines.Entries.RemoveAll(entry => IsStale(entry));
        List<(long First, long Size)> taken = [.. lines.Entries.Select(entry => (entry.First, entry.Size)), .. AccountRanges.Read(accountFiles)];
        foreach (var size in sizes)
        {
            if (Free(lowest, size, taken) is not { } first) continue;
            Add(lines, first, size);
            return (first, size);
        }
        return null;
    });

    /// <summary>Takes these ids, unless another panel has one of them; true if this panel already has them all.</summary>
    /// <exception cref="EngineFailureException">The shared file cannot be written.</exception>
    public bool Adopt(long first, long size) => Locked(lines =>
    {
        var owner = Owner(lines);
        if (lines.Entries.Exists(entry => entry.Owner == owner && entry.First <= first && first + size <= entry.First + entry.Size)) return true;
        lines.Entries.RemoveAll(entry => entry.Overlaps(first, size) && entry.Owner != owner && IsStale(entry));
        if (lines.Entries.Exists(entry => entry.Overlaps(first, size))) return false;
        Add(lines, first, size);
        return true;
    });

    /// <summary>Returns this panel's ranges in one step.</summary>
    /// <exception cref="EngineFailureException">The shared file cannot be written.</exception>
    public void GiveBack(IReadOnlyCollection<(long First, long Size)> blocks) => Locked(lines =>
    {
        var owner = Owner(lines);
        return lines.Entries.RemoveAll(entry => entry.Owner == owner && blocks.Contains((entry.First, entry.Size)));
    });

    private bool IsStale(RangeEntry entry) => entry.IsGone() && !runs(new EnginePaths(new EngineOptions { DataRoot = entry.DataRoot }).InstanceName);

    private static long? Free(long lowest, long size, List<(long First, long Size)> taken)
    {
        for (var first = lowest; first + size <= int.MaxValue;)
        {
            var wanted = first;
            var end = taken.Where(other => wanted < other.First + other.Size && other.First < wanted + size).Select(other => other.First + other.Size).DefaultIfEmpty(0).Max();
            if (end == 0) return first;
            first = (end + UserNamespaceRanges.Size - 1) / UserNamespaceRanges.Size * UserNamespaceRanges.Size;
        }
        return null;
    }

    private void Add(Lines lines, long first, long size)
    {
        var owner = Owner(lines) ?? NewOwner();
        lines.Entries.Add(new RangeEntry(first, size, owner, FileSystemIdentifier.Of("/"), FileSystemIdentifier.Of(paths.DataRoot), paths.DataRoot));
    }

    // If a power cut tore it, the containers' ranges would count as another panel's. The shared file shows the owner.
    private string? Owner(Lines lines)
    {
        if (!System.IO.File.Exists(OwnerFile)) return null;
        var owner = System.IO.File.ReadAllText(OwnerFile).Trim();
        if (Guid.TryParseExact(owner, "N", out _)) return owner;
        var disk = FileSystemIdentifier.Of(paths.DataRoot);
        if (lines.Entries.FindLast(entry => entry.DataRoot == paths.DataRoot && entry.FileSystem == disk)?.Owner is not { } found) return null;
        DamagedFile.SetAside(OwnerFile);
        AtomicFile.Write(OwnerFile, Encoding.ASCII.GetBytes(found));
        return found;
    }

    private string NewOwner()
    {
        var owner = Guid.NewGuid().ToString("N");
        AtomicFile.Write(OwnerFile, Encoding.ASCII.GetBytes(owner));
        return owner;
    }

    private T Locked<T>(Func<Lines, T> work)
    {
        try
        {
            AtomicFile.CreateDirectory(directory);
            using var held = Lock();
            var before = System.IO.File.Exists(File) ? System.IO.File.ReadAllLines(File) : [];
            Lines lines = new([.. before.Select(RangeEntry.Parse).OfType<RangeEntry>()], [.. before.Where(line => RangeEntry.Parse(line) is null)]);
            var result = work(lines);
            string[] after = [.. lines.Foreign, .. lines.Entries.Select(entry => entry.ToString())];
            if (!after.ToHashSet().SetEquals(before)) AtomicFile.Write(File, Encoding.UTF8.GetBytes(string.Concat(after.Select(line => line + "\n"))));
            return result;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or KernelException)
        {
            throw new EngineFailureException(
                $"The file {File}, where the panels of this machine share out the ids of user namespaces, cannot be used: make it and its directory writable for the panel.", "take a range of ids", inner: error);
        }
    }

    // Waits for another panel, which holds the lock only while it writes a small file. Not a FileStream's lock, which never waits.
    private SafeFileHandle Lock()
    {
        const int exclusive = 2;
        var path = directory + "/lock";
        var file = new SafeFileHandle(RawFile.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.CloseOnExec, 0x180 /* 0600 */), ownsHandle: true);
        Syscall.Check(Syscall.Try(SyscallNumber.Flock, file.DangerousGetHandle(), exclusive), "lock", path);
        return file;
    }

    private sealed record Lines(List<RangeEntry> Entries, List<string> Foreign);
}
