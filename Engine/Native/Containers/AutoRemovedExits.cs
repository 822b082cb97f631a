using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// The exits of containers that were removed after they ended, because they were created to be (<c>--rm</c>). Clients such as dockerode's <c>run</c>
/// start a container and only then wait for it; a short one is gone by then, since it takes some 15 ms to run and 2 to remove. Each exit is kept
/// for <see cref="Kept"/>, and the newest <see cref="Most"/> of them.
/// </summary>
internal sealed class AutoRemovedExits(TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    public const int Most = 1000;

    /// <summary>Docker's command line shows this many digits of an id; fewer may fit another container.</summary>
    private const int ShortId = 12;

    private readonly Lock _lock = new();
    private readonly Queue<(string Id, ContainerExit Exit, DateTimeOffset At)> _exits = new();

    public void Add(string id, ContainerExit exit)
    {
        lock (_lock)
        {
            Forget();
            if (_exits.Count == Most) _exits.Dequeue();
            _exits.Enqueue((id, exit, time.GetUtcNow()));
        }
    }

    /// <summary>The exit of the container with this id, whole or its first digits. Null when none is known. Names are not looked up: another container may have the name next.</summary>
    public ContainerExit? Find(string id)
    {
        if (id.Length < ShortId) return null;
        lock (_lock)
        {
            Forget();
            foreach (var known in _exits)
            {
                if (known.Id.StartsWith(id, StringComparison.Ordinal)) return known.Exit;
            }
        }
        return null;
    }

    private void Forget()
    {
        while (_exits.TryPeek(out var oldest) && time.GetUtcNow() - oldest.At > Kept) _exits.Dequeue();
    }
}
