using System.Text.Json;
using System.Text.Json.Serialization;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// The groups between the engine's own and its containers', which containers name as their parents. The shim makes the missing ones at a start; the engine removes only those,
/// once no container names them: a group that somebody else made there has limits that nobody could make anew.
/// </summary>
/// <param name="paths">Names the engine's group, and the file that lists what was made since the machine started.</param>
/// <param name="bootId">Groups of another boot are gone.</param>
/// <param name="named">The parents of all containers.</param>
internal sealed class EngineCgroups(EnginePaths paths, string bootId, Func<IEnumerable<string>> named)
{
    private readonly Lock _lock = new();
    private HashSet<string>? _made;

    private HashSet<string> Made => _made ??= Read();

    /// <summary>Notes which levels a start is about to make.</summary>
    /// <param name="parent">Of a container that is registered.</param>
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

    /// <summary>Removes what the engine made, as far as no container names it and nothing is in it.</summary>
    public void RemoveUnused()
    {
        lock (_lock) Remove(named().SelectMany(Levels).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Removes everything that the engine made and that is empty, its own group last: it stops while nothing runs.</summary>
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
            // Nobody knows who made what, so all of it stays.
        }

        return [];
    }

    // A power cut takes the groups along.
    private void Write() => AtomicFile.WriteUnsynced(paths.CgroupRecord, JsonSerializer.SerializeToUtf8Bytes(new CgroupRecord(bootId, [.. Made]), CgroupJson.Default.CgroupRecord));
}

/// <summary>Which levels below its own group an engine made.</summary>
/// <param name="BootId">Since when.</param>
/// <param name="Made">As <c>a/b</c>.</param>
internal sealed record CgroupRecord(string BootId, IReadOnlyList<string> Made);

[JsonSerializable(typeof(CgroupRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class CgroupJson : JsonSerializerContext;
