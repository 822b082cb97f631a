using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.State;

/// <summary>A container's directory below the data root.</summary>
internal sealed class ContainerFiles(EnginePaths paths, DraftFiles drafts) : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Root = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly System.Buffers.SearchValues<char> Digits = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>Creates the directory with all its content and only then moves it into place, so that it is complete or missing, even after
    /// a power cut. Only the copy of the configuration follows later.</summary>
    public void Create(ContainerConfig config, ContainerStateRecord state)
    {
        var temporary = $"{paths.TemporaryRoot}/create-{config.Id}";
        try
        {
            Directory.CreateDirectory(temporary + "/overlay/work", Private);
            // Becomes the container's root directory, with this mode whatever the umask.
            Directory.CreateDirectory(temporary + "/overlay/upper");
            File.SetUnixFileMode(temporary + "/overlay/upper", Root);
            Directory.CreateDirectory(temporary + "/log", Private);
            if (config.Spec.StorageBytes is > 0 and var bytes) StorageQuota.Set(temporary + "/overlay", config.Id, bytes);
            var content = JsonSerializer.SerializeToUtf8Bytes(config, StateJson.Default.ContainerConfig);
            SyncedFile.Create(
                temporary, [("config.json", content), ("state.json", JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ContainerStateRecord))]);
            Directory.Move(temporary, paths.Container(config.Id));
            AtomicFile.FlushDirectory(paths.ContainersRoot);
            SaveCopy(config.Id, content);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            FileTree.Remove(temporary);
            throw DiskFull.Failure(full);
        }
        catch
        {
            FileTree.Remove(temporary);
            throw;
        }
    }

    /// <summary>Replaces the configuration, then its copy. Members of a newer engine that this one does not understand are kept.</summary>
    public void Save(ContainerConfig config)
    {
        var content = Merged(config);
        AtomicFile.Write(paths.ContainerConfig(config.Id), content);
        SaveCopy(config.Id, content);
    }

    private void SaveCopy(string id, byte[] content)
    {
        try
        {
            drafts.Write(paths.ContainerConfigCopy(id), content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or EngineFailureException)
        {
            // The configuration itself is written. The former copy stays, because it says more than none.
        }
    }

    private byte[] Merged(ContainerConfig config)
    {
        var type = StateJson.Default.ContainerConfig;
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(paths.ContainerConfig(config.Id))) is JsonObject former
                && JsonSerializer.SerializeToNode(config, type) is JsonObject written)
            {
                TolerantJson.Keep(written, former, type, config.Unread);
                return Encoding.UTF8.GetBytes(written.ToJsonString(type.Options));
            }
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            // The former file is unreadable, so there is nothing to keep.
        }

        return JsonSerializer.SerializeToUtf8Bytes(config, type);
    }

    /// <summary>Within a second, a power cut may restore the former state unless <paramref name="durable"/> is set: nothing is running
    /// after it anyway, and the shim's exit record is durable. A person's decision, such as a stop, is recorded nowhere else.</summary>
    public void Save(string id, ContainerStateRecord state, bool durable = false)
    {
        var path = paths.ContainerState(id);
        drafts.Write(path, JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ContainerStateRecord));
        if (durable) drafts.Flush(path);
    }

    /// <summary>Syncs pending content to the disk.</summary>
    public void Dispose() => drafts.Dispose();

    /// <summary>Also writes the state of a beginning run into the run root, in case state.json becomes unreadable.</summary>
    public void SaveRun(string id, ContainerStateRecord state) =>
        AtomicFile.WriteUnsynced(paths.RunState(id), JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ContainerStateRecord));

    /// <summary>Ids of the existing directories.</summary>
    public IEnumerable<string> Ids() =>
        Directory.EnumerateDirectories(paths.ContainersRoot).Select(path => Path.GetFileName(path)).Where(IsId);

    /// <exception cref="DamagedStateException">It cannot be read or understood.</exception>
    public ContainerConfig LoadConfig(string id) => LoadConfig(id, paths.ContainerConfig(id));

    /// <summary>The copy of the configuration.</summary>
    /// <exception cref="DamagedStateException">It cannot be understood, or there is none, as for containers of older engines.</exception>
    public ContainerConfig LoadConfigCopy(string id) => DraftFiles.Read(paths.ContainerConfigCopy(id), path => LoadConfig(id, path));

    private static ContainerConfig LoadConfig(string id, string path)
    {
        var (config, unread) = DamagedStateException.ReadTolerantly(path, StateJson.Default.ContainerConfig);
        if (config.Id != id) throw new DamagedStateException(path, $"it belongs to container {config.Id}");
        // The serializer accepts null for members that must not be null.
        if (config is not { Name: not null, Spec.Image: not null, ImageId: not null, Process.Arguments: not null, LogRotation: not null }
            || config is not { Labels: not null, ExposedPorts: not null, Mounts: not null })
            throw new DamagedStateException(path, "a member that every container has is null");
        return config with { Unread = unread };
    }

    /// <exception cref="DamagedStateException">It cannot be read or understood.</exception>
    public ContainerStateRecord LoadState(string id) =>
        DraftFiles.Read(paths.ContainerState(id), path => DamagedStateException.ReadTolerantly(path, StateJson.Default.ContainerStateRecord).Value);

    /// <summary>Reads the file that <see cref="SaveRun"/> wrote.</summary>
    /// <exception cref="DamagedStateException">It cannot be read or understood.</exception>
    public ContainerStateRecord LoadRun(string id) => DamagedStateException.ReadTolerantly(paths.RunState(id), StateJson.Default.ContainerStateRecord).Value;

    /// <summary>The shim's record of the last run; null when it is missing or unreadable.</summary>
    public ExitRecord? LoadExit(string id) => LoadExitFile(paths.ContainerExit(id));

    /// <summary>A shim's record; null when it is missing or unreadable: the end of the run is then reported as unknown.</summary>
    public static ExitRecord? LoadExitFile(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return MessageReader.Exit(json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Moves the directory out of sight atomically, then deletes it; the next start removes what an interruption leaves.</summary>
    public void Remove(string id)
    {
        var project = StorageQuota.Of(paths.ContainerOverlay(id));
        var trash = $"{paths.TemporaryRoot}/remove-{id}-{Guid.NewGuid():N}";
        drafts.Forget(paths.ContainerState(id));
        drafts.Forget(paths.ContainerConfigCopy(id));
        if (Directory.Exists(paths.Container(id))) Directory.Move(paths.Container(id), trash);
        RemoveRun(id);
        FileTree.Remove(trash);
        if (project is { } number) StorageQuota.Release(paths.ContainersRoot, number);
    }

    /// <summary>Removes a run's files from the run root.</summary>
    public void RemoveRun(string id) => FileTree.Remove(paths.RunContainer(id));

    public static bool IsId(string text) => text.Length == 64 && IsHexadecimal(text);

    public static bool IsHexadecimal(string text) => !text.AsSpan().ContainsAnyExcept(Digits);
}
