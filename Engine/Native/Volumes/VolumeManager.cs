using System.Security.Cryptography;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Snapshots;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Volumes;

/// <summary>Volumes as directories below the data root, and the containers that use them.</summary>
internal sealed partial class VolumeManager(EnginePaths paths, EventBus events, TimeProvider time, KeptProblems? problems = null)
    : IVolumes, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _filling = new(1, 1);
    private readonly Dictionary<string, VolumeRecord> _volumes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usersOfUnknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _users = new(StringComparer.Ordinal);

    /// <summary>Returns a container's name by its id; set by the engine.</summary>
    public Func<string, string?> NameOf { get; set; } = id => id;

    /// <summary>Reads the existing volumes.</summary>
    public void Load()
    {
        lock (_lock) Discover();
    }

    /// <summary>Under the lock. Adopts directories that the engine did not create, such as those from a backup; those that cannot be
    /// volumes stay unchanged.</summary>
    private void Discover()
    {
        foreach (var directory in Directory.EnumerateDirectories(paths.VolumesRoot))
        {
            if (InputCheck.IsName(Path.GetFileName(directory))) Find(Path.GetFileName(directory));
        }
    }

    /// <summary>Under the lock. Finds the volume, and adopts it if only the disk has it; null when nothing has that name.</summary>
    private VolumeRecord? Find(string name)
    {
        if (_volumes.TryGetValue(name, out var known)) return known;
        return VolumePlace.Exists(paths.Volume(name)) ? _volumes[name] = Read(name) : null;
    }

    /// <summary>Under the lock. Finds the volume with its directory, or creates it if nothing has that name.</summary>
    /// <exception cref="ConflictException">Something exists there that is not a volume; it stays unchanged.</exception>
    private VolumeRecord FindOrCreate(string name, bool anonymous, IReadOnlyDictionary<string, string>? labels = null)
    {
        if (Find(name) is null || !VolumePlace.Exists(paths.Volume(name))) Create(name, anonymous, labels);
        VolumePlace.RequireData(paths, name);
        return _volumes[name];
    }

    /// <summary>Before a start: checks that the container's volumes exist. A missing one, such as on an unmounted disk, is not recreated.</summary>
    /// <exception cref="ConflictException">A volume is missing.</exception>
    public void RequireData(IReadOnlyList<MountSpec> mounts)
    {
        foreach (var mount in mounts.Where(mount => mount is { Kind: MountKind.Volume, Source: not null })) VolumePlace.RequireData(paths, mount.Source!);
    }

    // A volume with a missing or unreadable record is still its directory, which nobody may remove: it is not anonymous.
    private VolumeRecord Read(string name)
    {
        try
        {
            return DamagedStateException.ReadTolerantly(paths.VolumeRecord(name), StateJson.Default.VolumeRecord).Value with { Name = name };
        }
        catch (DamagedStateException damage)
        {
            var sentence = $"{damage.Message}. The volume {name} and its data are whole, but its labels are not known";
            if (Path.Exists(paths.VolumeRecord(name))) problems?.Add(paths.VolumeRecord(name), sentence, "Restore the file, or delete it.");
            return new VolumeRecord { Name = name, Anonymous = false, CreatedAt = Directory.GetCreationTimeUtc(paths.Volume(name)) };
        }
    }

    /// <summary>Assigns a volume to every volume mount, creates those whose names are new, and marks them as used by the container.</summary>
    /// <returns>The mounts with the names of their volumes.</returns>
    /// <exception cref="ConflictException">One that was there is gone. Only <see cref="CreateAsync"/> makes it anew.</exception>
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
                // An empty one in the place of one that is gone, such as on a disk that is not mounted, would look like lost data.
                if (_volumes.ContainsKey(name) || Users(name).Count > 0) VolumePlace.RequireData(paths, name);
                FindOrCreate(name, mount.Anonymous, mount.VolumeLabels);
                Users(name).Add(containerId);
            }
            named.Add(mount with { Source = name });
        }
    }

    /// <summary>Marks a container found at start as a user of its volumes. A missing volume is not recreated: an empty one would look like
    /// lost data.</summary>
    public void Restore(string containerId, IReadOnlyList<MountSpec> mounts)
    {
        lock (_lock)
        {
            foreach (var mount in mounts.Where(mount => mount is { Kind: MountKind.Volume, Source: not null })) Users(mount.Source!).Add(containerId);
        }
    }

    /// <summary>It is unknown which volumes this container uses, so no volume is removed until it is known.</summary>
    public void Doubt(string containerId)
    {
        lock (_lock) _usersOfUnknown.Add(containerId);
    }

    /// <summary>The container no longer uses its volumes; anonymous ones are removed on request.</summary>
    public void Release(string containerId, IReadOnlyList<MountSpec> mounts, bool removeAnonymous)
    {
        lock (_lock) _usersOfUnknown.Remove(containerId);
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
            Discover();
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
            Require(name);
            if (_usersOfUnknown.FirstOrDefault() is { } unknown)
            {
                throw new ObjectInUseException(
                    $"The panel cannot tell whether the volume {name} is used: the configuration of container {NameOf(unknown) ?? unknown} cannot be read. Remove that container first, or restore its config.json.");
            }
            if (Users(name) is { Count: > 0 } users)
                throw new ObjectInUseException($"The volume {name} is used by {string.Join(", ", users.Select(id => NameOf(id) ?? id))}: volume is in use - [{string.Join(", ", users)}]");
        }
        return Task.Run(() => Delete(name), cancellationToken);
    }

    /// <summary>Under the lock.</summary>
    private void Require(string name)
    {
        if (!InputCheck.IsName(name) || Find(name) is null) throw new ObjectNotFoundException($"There is no volume {name}.");
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
            // Fails if anything exists there by now.
            Directory.Move(temporary, paths.Volume(name));
            AtomicFile.FlushDirectory(paths.VolumesRoot);
        }
        catch
        {
            FileTree.Remove(temporary);
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
            // A container may have started to use it since the check.
            if (Users(name).Count > 0) throw new ObjectInUseException($"The volume {name} is in use.");
            if (!_volumes.ContainsKey(name)) throw new ObjectNotFoundException($"There is no volume {name}.");
            VolumePlace.Move(paths.Volume(name), trash);
            _volumes.Remove(name);
            _users.Remove(name);
        }
        problems?.Remove(paths.VolumeRecord(name));
        FileTree.Remove(trash);
        events.Publish("volume", "destroy", name, name);
    }
}
