using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images.Layers;
using Panel.Engine.Native.Images.Oci;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Images;

/// <summary>
/// Layers, extracted once each: <c>layers/&lt;diff id&gt;/{diff,layer.json}</c>. A layer comes into being by a rename out of the staging
/// directory and goes by one into it, so what is seen is whole.
/// </summary>
internal sealed class LayerStore(string root)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private string Staging => root + "/staging";

    public string DirectoryOf(string diffId) => $"{Folder(diffId)}/diff";

    /// <summary>A directory that stands for the files of an image without layers.</summary>
    public string Empty => Directory.CreateDirectory(root + "/empty", (UnixFileMode)0x1ED).FullName;

    /// <summary>A new directory for work that is not finished.</summary>
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

    /// <summary>The record; null when the layer is not there or not whole.</summary>
    public LayerRecord? Find(string diffId)
    {
        if (!ContentStore.IsDigest(diffId)) return null;
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(Folder(diffId) + "/layer.json"), OciJson.Default.LayerRecord);
            return record is not null && record.DiffId == diffId && Directory.Exists(DirectoryOf(diffId)) ? record : null;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes the staged layer (with its <c>diff</c> directory) visible; one that is there already stays. So do the files of one whose record cannot be
    /// read, because containers may run on them: it gets the record.
    /// </summary>
    public void Publish(string staged, LayerRecord record)
    {
        if (Find(record.DiffId) is not null) return;
        if (Directory.Exists(DirectoryOf(record.DiffId)))
        {
            SetAsideRecord(record.DiffId);
            Relabel(record);
            return;
        }
        AtomicFile.Write(staged + "/layer.json", JsonSerializer.SerializeToUtf8Bytes(record, OciJson.Default.LayerRecord));
        if (Directory.Exists(Folder(record.DiffId))) Delete(record.DiffId);
        Directory.Move(staged, Folder(record.DiffId));
        AtomicFile.FlushDirectory(root);
    }

    /// <summary>Says of a layer that is there as what its tar lies in the content store now.</summary>
    public void Relabel(LayerRecord record) =>
        AtomicFile.Write(Folder(record.DiffId) + "/layer.json", JsonSerializer.SerializeToUtf8Bytes(record, OciJson.Default.LayerRecord));

    // A directory in its place, which a file cannot replace.
    private void SetAsideRecord(string diffId)
    {
        var path = Folder(diffId) + "/layer.json";
        if (Directory.Exists(path)) Directory.Move(path, $"{path}.damaged-{Guid.NewGuid():N}");
    }

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
        where ContentStore.IsDigest(diffId)
        select diffId;

    /// <summary>Removes unfinished work.</summary>
    public void Sweep()
    {
        // 0700: set-uid programs of images are no business of the host's users.
        AtomicFile.CreateDirectory(root, Private);
        File.SetUnixFileMode(root, Private);
        if (Directory.Exists(Staging)) ContainerSnapshots.Remove(Staging);
        Directory.CreateDirectory(Staging, Private);
    }

    private string Folder(string diffId) => $"{root}/{diffId[7..]}";
}
