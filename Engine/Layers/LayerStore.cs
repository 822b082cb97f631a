using System.Text.Json;
using System.Text.RegularExpressions;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Layers.Views;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Layers;

/// <summary>Layers, each extracted once: <c>layers/&lt;diff id&gt;/{diff,layer.json}</c>. A rename out of the staging directory creates a
/// layer and one into it removes it, so that visible layers are complete.</summary>
/// <param name="root">Its directory.</param>
/// <param name="leases">Content in use, which is never deleted.</param>
public sealed partial class LayerStore(string root, Leases leases)
{
    private const UnixFileMode RootMode = (UnixFileMode)0x1ED;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    // It was within the limits when it was made.
    private static readonly LayerLimits Unlimited = new() { MaxBytes = long.MaxValue, MaxEntries = long.MaxValue };

    private string Staging => root + "/staging";

    /// <summary>The layer's files; read-only, whether they are there or not.</summary>
    public string DirectoryOf(string diffId) => $"{Folder(diffId)}/diff";

    /// <summary>An empty directory that represents the files of an image without layers.</summary>
    public string Empty => Directory.CreateDirectory(root + "/empty", (UnixFileMode)0x1ED).FullName;

    /// <summary>The layers' files, topmost first, as overlayfs takes them; an empty directory for no layer.</summary>
    /// <param name="diffIds">Lowest first.</param>
    public IReadOnlyList<string> DirectoriesOf(IReadOnlyList<string> diffIds) => diffIds.Count == 0 ? [Empty] : [.. diffIds.Reverse().Select(DirectoryOf)];

    /// <summary>A writable directory on top of layers.</summary>
    /// <param name="parents">Diff ids of the layers below, lowest first; none for an empty file system.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The snapshot; its owner disposes it.</returns>
    /// <exception cref="ObjectNotFoundException">A layer is not here.</exception>
    public async Task<LayerSnapshot> PrepareAsync(IReadOnlyList<string> parents, CancellationToken cancellationToken = default)
    {
        var lease = Hold(parents);
        try
        {
            return await Task.Run(() => new LayerSnapshot(this, parents, lease), cancellationToken);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Keeps layers from every prune and removal until the lease is disposed.</summary>
    /// <param name="diffIds">Their diff ids.</param>
    /// <exception cref="ObjectNotFoundException">A layer is not here.</exception>
    public Lease Hold(IReadOnlyList<string> diffIds)
    {
        var lease = leases.Take(diffIds);
        if (diffIds.FirstOrDefault(diffId => Find(diffId) is null) is not { } missing) return lease;
        lease.Dispose();
        throw new ObjectNotFoundException($"The layer {missing} is not on this machine; pull or make its image again.");
    }

    /// <summary>The files of layers as a container would see them, without a mount. The layers are leased until the view is disposed.</summary>
    /// <param name="diffIds">Lowest first.</param>
    /// <exception cref="ObjectNotFoundException">A layer is not here.</exception>
    public LayerView View(IReadOnlyList<string> diffIds)
    {
        var lease = Hold(diffIds);
        try
        {
            return new LayerView(MergedDirectory.OpenRoot(DirectoriesOf(diffIds)), lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>The topmost layer's changes to those below it.</summary>
    /// <param name="diffIds">Lowest first; at least one.</param>
    /// <param name="query">The selection.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ObjectNotFoundException">The layer changes nothing at the path.</exception>
    public LayerListing Diff(IReadOnlyList<string> diffIds, LayerQuery query, CancellationToken cancellationToken) =>
        LayerWalk.List(DirectoryOf(diffIds[^1]), [.. diffIds.Take(diffIds.Count - 1).Reverse().Select(DirectoryOf)], query, cancellationToken);

    /// <summary>
    /// Copies the changes of a container that goes on living into a staging directory, where they wait for <see cref="Publish"/>. The copy shares its blocks with
    /// the container's files where the file system can do that; every file is read once, for the digest.
    /// </summary>
    /// <param name="upper">The container's upper directory.</param>
    /// <param name="staging">From <see cref="NewStaging"/>; afterwards it holds <c>diff</c>, which is on the disk.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="cancellationToken">Cancels; the directory is then incomplete.</param>
    /// <exception cref="EngineException">The changes cannot be a layer.</exception>
    public static async Task<LayerRecord> CopyAsync(string upper, string staging, LayerLimits limits, CancellationToken cancellationToken)
    {
        var files = staging + "/diff";
        Directory.CreateDirectory(files);
        File.SetUnixFileMode(files, RootMode);
        try
        {
            using var target = new LayerTarget(files);
            var record = await LayerDigest.OfAsync(upper, limits, target, output: null, cancellationToken);
            target.Flush();
            return record;
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
        }
    }

    /// <summary>Writes a layer's tar from its files.</summary>
    /// <param name="diffId">A layer that was made here.</param>
    /// <param name="output">Receives the tar.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="EngineFailureException">The files have changed, so that the tar is not the layer's; what was written is to be thrown away.</exception>
    public async Task WriteTarAsync(string diffId, Stream output, CancellationToken cancellationToken)
    {
        var written = await LayerDigest.OfAsync(DirectoryOf(diffId), Unlimited, copy: null, output, cancellationToken);
        if (written.DiffId != diffId)
            throw new EngineFailureException($"The files of the layer {diffId} have changed on this machine, so it cannot be copied; make its image again.", "read layer");
    }

    /// <summary>Flushes the file system of a directory to the disk.</summary>
    internal static void Flush(string directory)
    {
        using var open = OpenAt2.Host(directory, OpenFlags.ReadOnly | OpenFlags.Directory);
        Syscall.Check(FileCalls.SyncFileSystem(open), "syncfs", directory);
    }

    /// <summary>Creates a directory for unfinished work.</summary>
    public string NewStaging()
    {
        var directory = $"{Staging}/{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(directory, Private);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
        }
        return directory;
    }

    /// <summary>The record; null when the layer is missing or incomplete.</summary>
    public LayerRecord? Find(string diffId)
    {
        if (!DiffId().IsMatch(diffId)) return null;
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(RecordOf(diffId)), LayerJson.Default.LayerRecord);
            return record is not null && record.DiffId == diffId && Directory.Exists(DirectoryOf(diffId)) ? record : null;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Makes the staged layer (with its <c>diff</c> directory) visible; an existing one stays. The files of a layer with an
    /// unreadable record stay, too, because containers may use them: the layer gets the new record.</summary>
    /// <exception cref="ConflictException">A link has its place, such as to a disk that is not mounted; it stays.</exception>
    public void Publish(string staged, LayerRecord record)
    {
        if (Find(record.DiffId) is not null) return;
        if (Directory.Exists(DirectoryOf(record.DiffId)))
        {
            // A directory in its place, which a file cannot replace.
            if (Directory.Exists(RecordOf(record.DiffId))) SetAside(RecordOf(record.DiffId));
            Relabel(record);
            return;
        }
        RequireNoLink(record.DiffId, Folder(record.DiffId));
        RequireNoLink(record.DiffId, DirectoryOf(record.DiffId));
        Write(staged + "/layer.json", record);
        if (Directory.Exists(Folder(record.DiffId))) SetAside(Folder(record.DiffId));
        Directory.Move(staged, Folder(record.DiffId));
        DurableFile.FlushDirectory(root);
    }

    /// <summary>Records the new form of an existing layer's tar in the content store.</summary>
    public void Relabel(LayerRecord record) => Write(RecordOf(record.DiffId), record);

    private static void Write(string path, LayerRecord record)
    {
        try
        {
            DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(record, LayerJson.Default.LayerRecord));
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            throw DiskFull.Failure(full);
        }
    }

    private static void RequireNoLink(string diffId, string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
            throw new ConflictException($"The layer {diffId} is not there: {path} is a link to {target}, which is not a directory now. Mount what belongs there.");
    }

    private static void SetAside(string path) => Directory.Move(path, $"{path}.damaged-{Guid.NewGuid():N}");

    /// <summary>Removes a layer, unless somebody has a lease on it.</summary>
    public void Delete(string diffId)
    {
        if (!Directory.Exists(Folder(diffId))) return;
        Directory.CreateDirectory(Staging, Private);
        var doomed = $"{Staging}/{Guid.NewGuid():N}";
        if (!leases.TryRemove(diffId, () => Directory.Move(Folder(diffId), doomed))) return;
        FileTree.Remove(doomed);
    }

    /// <summary>Diff ids of all layers, complete or not.</summary>
    public IEnumerable<string> List() =>
        from directory in Directory.EnumerateDirectories(root)
        let diffId = "sha256:" + Path.GetFileName(directory)
        where DiffId().IsMatch(diffId)
        select diffId;

    /// <summary>Removes unfinished work.</summary>
    public void Sweep()
    {
        // 0700: the host's users must not reach set-uid programs of images.
        DurableFile.CreateDirectory(root, Private);
        File.SetUnixFileMode(root, Private);
        if (Directory.Exists(Staging)) FileTree.Remove(Staging);
        Directory.CreateDirectory(Staging, Private);
    }

    private string RecordOf(string diffId) => Folder(diffId) + "/layer.json";

    private string Folder(string diffId) => $"{root}/{diffId[7..]}";

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex DiffId();
}
