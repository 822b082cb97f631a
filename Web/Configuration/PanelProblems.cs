using System.Collections.Concurrent;
using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>What the panel found on its disk or in its database and cannot use. It is kept as it is (ADR 0023).</summary>
public sealed class PanelProblems
{
    private readonly ConcurrentDictionary<string, EngineProblem> _byName = new(StringComparer.Ordinal);

    /// <summary>All of it, by name.</summary>
    public IReadOnlyList<EngineProblem> All => [.. _byName.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];

    /// <summary>Adds one, or replaces what was said of it.</summary>
    public void Add(string name, EngineProblem problem) => _byName[name] = problem;
}
