using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Volumes;

/// <summary>Volumes as directories below the data root, and which containers use them.</summary>
internal sealed partial class VolumeManager(EnginePaths paths, EventBus events, TimeProvider time) : IVolumes, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _filling = new(1, 1);
    private readonly Dictionary<string, VolumeRecord> _volumes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _users = new(StringComparer.Ordinal);

    /// <summary>The name of a container by its id; set by the engine.</summary>
    public Func<string, string?> NameOf { get; set; } = id => id;

    /// <summary>Reads what there is. A volume whose record is damaged is still its directory.</summary>
    public void Load()
    {
        foreach (var directory in Directory.EnumerateDirectories(paths.VolumesRoot))
        {
            var name = Path.GetFileName(directory);
            if (Directory.Exists(paths.VolumeData(name))) _volumes[name] = Read(name);
            else ContainerSnapshots.Remove(directory);
        }
    }

    private VolumeRecord Read(string name)
    {
        try
        {
            return DamagedStateException.Read(paths.VolumeRecord(name), StateJson.Default.VolumeRecord) with { Name = name };
        }
        catch (Exception exception) when (exception is DamagedStateException or FileNotFoundException)
        {
            return new VolumeRecord { Name = name, Anonymous = ContainerFiles.IsId(name), CreatedAt = Directory.GetCreationTimeUtc(paths.Volume(name)) };
        }
    }

    /// <summary>Gives every volume mount its volume, made if it is missing, and marks it as used by the container.</summary>
    /// <returns>The mounts with the names of their volumes.</returns>
    public List<MountSpec> Use(string containerId, IReadOnlyList<MountSpec> mounts)
    {
        List<MountSpec> named = [];
        try
        {
            Use(containerId, mounts, named);
            return named;
        }
        catch
        {
            Release(containerId, named, removeAnonymous: true);
            throw;
        }
    }

    private void Use(string containerId, IReadOnlyList<MountSpec> mounts, List<MountSpec> named)
    {
        foreach (var mount in mounts)
        {
            if (mount.Kind != MountKind.Volume)
            {
                named.Add(mount);
                continue;
            }
            var name = mount.Source ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            lock (_lock)
            {
                if (!_volumes.ContainsKey(name)) Create(name, mount.Anonymous);
                Users(name).Add(containerId);
            }
            named.Add(mount with { Source = name });
        }
    }

    /// <summary>Marks a container found at start as user of its volumes; one that is gone from the disk is made anew.</summary>
    public void Restore(string containerId, IReadOnlyList<MountSpec> mounts) => Use(containerId, mounts, []);

    /// <summary>The container uses its volumes no more; anonymous ones go when asked for.</summary>
    public void Release(string containerId, IReadOnlyList<MountSpec> mounts, bool removeAnonymous)
    {
        foreach (var mount in mounts.Where(mount => mount is { Kind: MountKind.Volume, Source: not null }))
        {
            lock (_lock)
            {
                var users = Users(mount.Source!);
                users.Remove(containerId);
                if (!removeAnonymous || !mount.Anonymous || users.Count > 0 || !_volumes.ContainsKey(mount.Source!)) continue;
            }
            Delete(mount.Source!);
        }
    }

    public Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<VolumeDetails>>(
            [
                .. _volumes.Values.OrderBy(volume => volume.Name, StringComparer.Ordinal).Select(Details),
            ]);
        }
    }

    /// <summary>Under the lock.</summary>
    private VolumeDetails Details(VolumeRecord volume) => new(
        volume.Name, volume.Anonymous, paths.VolumeData(volume.Name), volume.CreatedAt, [.. Users(volume.Name).Select(id => NameOf(id) ?? id).Order(StringComparer.Ordinal)])
    {
        Labels = volume.Labels,
    };

    public Task RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_volumes.ContainsKey(name)) throw new ObjectNotFoundException($"There is no volume {name}.");
            if (Users(name) is { Count: > 0 } users)
                throw new ObjectInUseException($"The volume {name} is used by {string.Join(", ", users.Select(id => NameOf(id) ?? id))}; remove the container first.");
        }
        return Task.Run(() => Delete(name), cancellationToken);
    }

    public void Dispose() => _filling.Dispose();

    private HashSet<string> Users(string name)
    {
        if (!_users.TryGetValue(name, out var users)) _users[name] = users = new HashSet<string>(StringComparer.Ordinal);
        return users;
    }

    private void Create(string name, bool anonymous, IReadOnlyDictionary<string, string>? labels = null)
    {
        var record = new VolumeRecord { Name = name, Anonymous = anonymous, CreatedAt = time.GetUtcNow(), Labels = new(labels ?? new Dictionary<string, string>()) };
        var temporary = $"{paths.TemporaryRoot}/volume-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(temporary + "/_data");
            File.SetUnixFileMode(temporary + "/_data", (UnixFileMode)0b111_101_101);
            AtomicFile.Write(temporary + "/volume.json", JsonSerializer.SerializeToUtf8Bytes(record, StateJson.Default.VolumeRecord));
            // A volume that lost its _data is replaced.
            ContainerSnapshots.Remove(paths.Volume(name));
            Directory.Move(temporary, paths.Volume(name));
        }
        catch
        {
            ContainerSnapshots.Remove(temporary);
            throw;
        }
        _volumes[name] = record;
        events.Publish("volume", "create", name, name);
    }

    private void Delete(string name)
    {
        var trash = $"{paths.TemporaryRoot}/remove-{Guid.NewGuid():N}";
        lock (_lock)
        {
            // Between the check and here a container may have taken it.
            if (Users(name).Count > 0) throw new ObjectInUseException($"The volume {name} is in use.");
            if (!_volumes.Remove(name)) throw new ObjectNotFoundException($"There is no volume {name}.");
            _users.Remove(name);
            if (Directory.Exists(paths.Volume(name))) Directory.Move(paths.Volume(name), trash);
        }
        ContainerSnapshots.Remove(trash);
        events.Publish("volume", "destroy", name, name);
    }
}
