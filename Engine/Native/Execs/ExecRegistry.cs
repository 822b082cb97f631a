using System.Collections.Concurrent;
using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Execs;

/// <summary>Commands in containers by id. One that has ended is kept for five minutes, as in Docker, for those who ask for its exit code.</summary>
internal sealed class ExecRegistry(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Exec> _byId = new(StringComparer.Ordinal);

    public Exec Add(Container container, ExecSpec spec) => Add(container, spec, isProbe: false);

    /// <summary>For a health check: removed by whoever adds it.</summary>
    public Exec AddProbe(Container container, ExecSpec spec) => Add(container, spec, isProbe: true);

    private Exec Add(Container container, ExecSpec spec, bool isProbe)
    {
        Forget(exec => exec.EndedAt < time.GetUtcNow() - Kept);
        while (true)
        {
            var exec = new Exec(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), container, spec, isProbe);
            // Its files are named after the first 8 digits.
            if (Of(container).Any(other => other.Id.AsSpan(0, 8).SequenceEqual(exec.Id.AsSpan(0, 8)))) continue;
            if (_byId.TryAdd(exec.Id, exec)) return exec;
        }
    }

    /// <exception cref="ObjectNotFoundException">There is none.</exception>
    public Exec Find(string id) => _byId.GetValueOrDefault(id) ?? throw new ObjectNotFoundException($"No such exec instance: {id}");

    public IEnumerable<Exec> Of(Container container) => _byId.Values.Where(exec => exec.Container == container);

    public void Remove(Exec exec) => _byId.TryRemove(exec.Id, out _);

    /// <summary>Forgets those of a container that is gone.</summary>
    public void Remove(Container container) => Forget(exec => exec.Container == container);

    /// <summary>Forgets those that wait for their start: as with Docker they were made for a run that is over.</summary>
    public void RemoveUnstarted(Container container) => Forget(exec => exec.Container == container && !exec.IsProbe && exec.TryBegin());

    private void Forget(Func<Exec, bool> which)
    {
        foreach (var exec in _byId.Values.Where(which)) _byId.TryRemove(exec.Id, out _);
    }
}
