using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.State;

/// <summary>The directory of a container below the data root.</summary>
internal sealed class ContainerFiles(EnginePaths paths)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Root = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly System.Buffers.SearchValues<char> Digits = System.Buffers.SearchValues.Create("0123456789abcdef");

    /// <summary>Makes the directory with everything in it and only then gives it its place: it is there whole or not at all.</summary>
    public void Create(ContainerConfig config, ContainerStateRecord state)
    {
        var temporary = $"{paths.TemporaryRoot}/create-{config.Id}";
        try
        {
            Directory.CreateDirectory(temporary + "/overlay/work", Private);
            // Becomes the container's root directory, whatever the umask.
            Directory.CreateDirectory(temporary + "/overlay/upper");
            File.SetUnixFileMode(temporary + "/overlay/upper", Root);
            Directory.CreateDirectory(temporary + "/log", Private);
            AtomicFile.Write(temporary + "/state.json", JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ContainerStateRecord), durable: false);
            AtomicFile.Write(temporary + "/config.json", JsonSerializer.SerializeToUtf8Bytes(config, StateJson.Default.ContainerConfig));
            Directory.Move(temporary, paths.Container(config.Id));
            AtomicFile.FlushDirectory(paths.ContainersRoot);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            ContainerSnapshots.Remove(temporary);
            throw DiskFull.Failure(full);
        }
        catch
        {
            ContainerSnapshots.Remove(temporary);
            throw;
        }
    }

    public void Save(ContainerConfig config) =>
        AtomicFile.Write(paths.ContainerConfig(config.Id), JsonSerializer.SerializeToUtf8Bytes(config, StateJson.Default.ContainerConfig));

    /// <summary>Not fsynced: after a power cut nothing runs anyway, and the shim's exit record is durable.</summary>
    public void Save(string id, ContainerStateRecord state) =>
        AtomicFile.Write(paths.ContainerState(id), JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ContainerStateRecord), durable: false);

    /// <summary>Ids of the directories there are.</summary>
    public IEnumerable<string> Ids() =>
        Directory.EnumerateDirectories(paths.ContainersRoot).Select(path => Path.GetFileName(path)).Where(IsId);

    /// <exception cref="DamagedStateException">It cannot be understood.</exception>
    public ContainerConfig LoadConfig(string id)
    {
        var path = paths.ContainerConfig(id);
        if (!File.Exists(path)) throw new DamagedStateException(path, "it is missing");
        var config = DamagedStateException.Read(path, StateJson.Default.ContainerConfig);
        if (config.Version != ContainerConfig.CurrentVersion) throw new DamagedStateException(path, $"its version is {config.Version}, this engine knows {ContainerConfig.CurrentVersion}");
        if (config.Id != id) throw new DamagedStateException(path, $"it belongs to container {config.Id}");
        return config;
    }

    /// <exception cref="DamagedStateException">It cannot be understood.</exception>
    public ContainerStateRecord LoadState(string id)
    {
        var path = paths.ContainerState(id);
        if (!File.Exists(path)) throw new DamagedStateException(path, "it is missing");
        return DamagedStateException.Read(path, StateJson.Default.ContainerStateRecord);
    }

    /// <summary>The shim's record of the last run; null when there is none or it is torn.</summary>
    public ExitRecord? LoadExit(string id) => LoadExitFile(paths.ContainerExit(id));

    /// <summary>A shim's record; null when there is none or it is torn.</summary>
    public static ExitRecord? LoadExitFile(string path)
    {
        try
        {
            return File.Exists(path) ? DamagedStateException.Read(path, ProtocolJson.Default.ExitRecord) : null;
        }
        catch (DamagedStateException)
        {
            // The run is then reported as one whose end is not known, which is the truth.
            return null;
        }
    }

    /// <summary>Takes the directory out of sight in one step, then deletes it; what an interruption leaves is swept at the next start.</summary>
    public void Remove(string id)
    {
        var trash = $"{paths.TemporaryRoot}/remove-{id}-{Guid.NewGuid():N}";
        if (Directory.Exists(paths.Container(id))) Directory.Move(paths.Container(id), trash);
        RemoveRun(id);
        ContainerSnapshots.Remove(trash);
    }

    /// <summary>Removes what a run leaves in the run root.</summary>
    public void RemoveRun(string id) => ContainerSnapshots.Remove(paths.RunContainer(id));

    public static bool IsId(string text) => text.Length == 64 && IsHexadecimal(text);

    public static bool IsHexadecimal(string text) => !text.AsSpan().ContainsAnyExcept(Digits);
}
