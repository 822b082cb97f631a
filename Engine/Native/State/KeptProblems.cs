using System.Collections.Concurrent;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.State;

/// <summary>What the engine found on the disk and cannot use, one entry per path.</summary>
internal sealed class KeptProblems
{
    private readonly ConcurrentDictionary<string, EngineProblem> _byPath = new(StringComparer.Ordinal);

    public IReadOnlyList<EngineProblem> All => [.. _byPath.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];

    public void Add(string path, string sentence, string remedy) => _byPath[path] = new(sentence, remedy);

    /// <summary>Removes an entry that was fixed, or is gone.</summary>
    public void Remove(string path) => _byPath.TryRemove(path, out _);
}
