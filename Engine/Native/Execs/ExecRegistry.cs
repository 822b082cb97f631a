using System.Collections.Concurrent;
using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Execs;

/// <summary>Commands in containers by id. As in Docker, an ended one is kept for five minutes, so that clients can read its exit code.</summary>
internal sealed class ExecRegistry(TimeProvider time) : ILifeFollower
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Exec> _byId = new(StringComparer.Ordinal);

    public Exec Add(Container container, ExecSpec spec) => Add(container, spec, isProbe: false);

    /// <summary>Adds a health check; the caller removes it.</summary>
    public Exec AddProbe(Container container, ExecSpec spec) => Add(container, spec, isProbe: true);

    private Exec Add(Container container, ExecSpec spec, bool isProbe)
    {
        Forget(exec => exec.EndedAt < time.GetUtcNow() - Kept);
        while (true)
        {
            var exec = new Exec(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), container, spec, isProbe);
            // Its files have the first 8 digits as their name.
            if (Of(container).Any(other => other.Id.AsSpan(0, 8).SequenceEqual(exec.Id.AsSpan(0, 8)))) continue;
            if (_byId.TryAdd(exec.Id, exec)) return exec;
        }
    }

    /// <exception cref="ObjectNotFoundException">There is no such exec.</exception>
    public Exec Find(string id) => _byId.GetValueOrDefault(id) ?? throw new ObjectNotFoundException($"No such exec instance: {id}");

    public IEnumerable<Exec> Of(Container container) => _byId.Values.Where(exec => exec.Container == container);

    public void Remove(Exec exec) => _byId.TryRemove(exec.Id, out _);

    /// <summary>Forgets the execs of a removed container.</summary>
    public void Removed(Container container) => Forget(exec => exec.Container == container);

    /// <summary>Forgets the execs that were not started: as in Docker, they belonged to a run that is over.</summary>
    public void Ended(Container container) => Forget(exec => exec.Container == container && !exec.IsProbe && exec.TryBegin());

    private void Forget(Func<Exec, bool> which)
    {
        foreach (var exec in _byId.Values.Where(which)) _byId.TryRemove(exec.Id, out _);
    }
}
