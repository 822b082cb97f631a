using System.Text.Json;
using System.Text.Json.Serialization;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Cgroups;

/// <summary>
/// The groups between the engine's own and its containers', which containers name as their parents. The shim creates missing ones at a
/// start. The engine removes only those, once no container names them, because a group that somebody else created there may have limits
/// that nobody could restore.
/// </summary>
/// <param name="paths">The name of the engine's group, and the file that lists the groups created since the machine started.</param>
/// <param name="bootId">Groups of another boot no longer exist.</param>
/// <param name="named">The parents of all containers.</param>
internal sealed class EngineCgroups(EnginePaths paths, string bootId, Func<IEnumerable<string>> named)
{
    private readonly Lock _lock = new();
    private HashSet<string>? _made;

    private HashSet<string> Made => _made ??= Read();

    /// <summary>Records the levels that a start is about to create.</summary>
    /// <param name="parent">The parent of a registered container.</param>
    public void Prepare(string parent)
    {
        if (parent.Length == 0) return;
        lock (_lock)
        {
            var missing = Levels(parent).Where(level => !CgroupSweep.Exists(Path(level))).ToList();
            if (missing.TrueForAll(Made.Contains)) return;
            Made.UnionWith(missing);
            Write();
        }
    }

    /// <summary>Removes groups that the engine created, if no container names them and they are empty.</summary>
    public void RemoveUnused()
    {
        lock (_lock) Remove(named().SelectMany(Levels).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Removes everything empty that the engine created, its own group last: the engine stops while nothing is running.</summary>
    public void Leave()
    {
        foreach (var cgroup in CgroupSweep.Containers(paths.InstanceName)) CgroupSweep.TryRemoveEmpty(cgroup);
        lock (_lock) Remove([]);
        CgroupSweep.TryRemoveLevel(paths.InstanceName);
    }

    private void Remove(HashSet<string> kept)
    {
        var removed = Made.Where(level => !kept.Contains(level)).OrderByDescending(level => level.Length).Where(level => CgroupSweep.TryRemoveLevel(Path(level))).ToList();
        if (removed.Count == 0) return;
        Made.ExceptWith(removed);
        Write();
    }

    // "a", "a/b", "a/b/c" of "a/b/c".
    private static IEnumerable<string> Levels(string parent)
    {
        for (var end = parent.IndexOf('/', StringComparison.Ordinal); end > 0; end = parent.IndexOf('/', end + 1)) yield return parent[..end];
        if (parent.Length > 0) yield return parent;
    }

    private string Path(string level) => $"{paths.InstanceName}/{level}";

    private HashSet<string> Read()
    {
        try
        {
            if (File.Exists(paths.CgroupRecord) && JsonSerializer.Deserialize(File.ReadAllBytes(paths.CgroupRecord), CgroupJson.Default.CgroupRecord) is { } record && record.BootId == bootId)
                return record.Made.ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            // It is unknown who created what, so everything stays.
        }

        return [];
    }

    // A power cut also removes the groups.
    private void Write() => AtomicFile.WriteUnsynced(paths.CgroupRecord, JsonSerializer.SerializeToUtf8Bytes(new CgroupRecord(bootId, [.. Made]), CgroupJson.Default.CgroupRecord));
}

/// <summary>The levels below its own group that an engine created.</summary>
/// <param name="BootId">The boot during which it created them.</param>
/// <param name="Made">Paths such as <c>a/b</c>.</param>
internal sealed record CgroupRecord(string BootId, IReadOnlyList<string> Made);

[JsonSerializable(typeof(CgroupRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class CgroupJson : JsonSerializerContext;
