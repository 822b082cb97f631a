using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Layers;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;
using Panel.Engine.Registry.Oci;

namespace Panel.Engine.Native.Images;

/// <summary>Layers, each extracted once: <c>layers/&lt;diff id&gt;/{diff,layer.json}</c>. A rename out of the staging directory creates a
/// layer and one into it removes it, so that visible layers are complete.</summary>
internal sealed class LayerStore(string root)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private string Staging => root + "/staging";

    public string DirectoryOf(string diffId) => $"{Folder(diffId)}/diff";

    /// <summary>An empty directory that represents the files of an image without layers.</summary>
    public string Empty => Directory.CreateDirectory(root + "/empty", (UnixFileMode)0x1ED).FullName;

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
        if (!OciDigest.Is(diffId)) return null;
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
        AtomicFile.Write(staged + "/layer.json", JsonSerializer.SerializeToUtf8Bytes(record, LayerJson.Default.LayerRecord));
        if (Directory.Exists(Folder(record.DiffId))) SetAside(Folder(record.DiffId));
        Directory.Move(staged, Folder(record.DiffId));
        AtomicFile.FlushDirectory(root);
    }

    /// <summary>Records the new form of an existing layer's tar in the content store.</summary>
    public void Relabel(LayerRecord record) =>
        AtomicFile.Write(RecordOf(record.DiffId), JsonSerializer.SerializeToUtf8Bytes(record, LayerJson.Default.LayerRecord));

    private static void RequireNoLink(string diffId, string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
            throw new ConflictException($"The layer {diffId} is not there: {path} is a link to {target}, which is not a directory now. Mount what belongs there.");
    }

    private static void SetAside(string path) => Directory.Move(path, $"{path}.damaged-{Guid.NewGuid():N}");

    public void Delete(string diffId)
    {
        if (!Directory.Exists(Folder(diffId))) return;
        Directory.CreateDirectory(Staging, Private);
        var doomed = $"{Staging}/{Guid.NewGuid():N}";
        Directory.Move(Folder(diffId), doomed);
        ContainerSnapshots.Remove(doomed);
    }

    public IEnumerable<string> List() =>
        from directory in Directory.EnumerateDirectories(root)
        let diffId = "sha256:" + Path.GetFileName(directory)
        where OciDigest.Is(diffId)
        select diffId;

    /// <summary>Removes unfinished work.</summary>
    public void Sweep()
    {
        // 0700: the host's users must not reach set-uid programs of images.
        AtomicFile.CreateDirectory(root, Private);
        File.SetUnixFileMode(root, Private);
        if (Directory.Exists(Staging)) ContainerSnapshots.Remove(Staging);
        Directory.CreateDirectory(Staging, Private);
    }

    private string RecordOf(string diffId) => Folder(diffId) + "/layer.json";

    private string Folder(string diffId) => $"{root}/{diffId[7..]}";
}
