using System.Collections.Concurrent;
using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>Items on the panel's disk or in its database that it cannot use. They are kept unchanged (ADR 0023).</summary>
public sealed class PanelProblems
{
    private readonly ConcurrentDictionary<string, EngineProblem> _byName = new(StringComparer.Ordinal);

    /// <summary>All problems, sorted by name.</summary>
    public IReadOnlyList<EngineProblem> All => [.. _byName.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value)];

    /// <summary>Adds a problem, or replaces the one with the same name.</summary>
    public void Add(string name, EngineProblem problem) => _byName[name] = problem;
}
