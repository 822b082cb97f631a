namespace Panel.Engine.Layers;

/// <summary>
/// What builds, pulls, pushes and creates use at the moment, by digest: layers and other content. No prune or removal deletes it. A lease says nothing about
/// what is there: its holder looks for the content after it has the lease.
/// </summary>
public sealed class Leases
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _holders = new(StringComparer.Ordinal);

    /// <summary>Takes a lease. From here on, a removal of other things spares this content.</summary>
    public Lease Take(IEnumerable<string> digests)
    {
        var lease = new Lease(this);
        lease.Add(digests);
        return lease;
    }

    /// <summary>All content that somebody holds.</summary>
    public IReadOnlySet<string> Held
    {
        get
        {
            lock (_lock) return _holders.Keys.ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Removes content unless somebody holds it; nobody can take it in between.</summary>
    /// <param name="digest">The content's digest.</param>
    /// <param name="removal">Makes it invisible, quickly.</param>
    /// <returns>False when it is held.</returns>
    public bool TryRemove(string digest, Action removal)
    {
        lock (_lock)
        {
            if (_holders.ContainsKey(digest)) return false;
            removal();
            return true;
        }
    }

    internal void Hold(IReadOnlyCollection<string> digests)
    {
        lock (_lock)
        {
            foreach (var digest in digests) _holders[digest] = _holders.GetValueOrDefault(digest) + 1;
        }
    }

    internal void Release(IReadOnlyCollection<string> digests)
    {
        lock (_lock)
        {
            foreach (var digest in digests)
            {
                if (_holders[digest] == 1) _holders.Remove(digest);
                else _holders[digest]--;
            }
        }
    }
}

/// <summary>Keeps content from every removal until it is disposed.</summary>
public sealed class Lease : IDisposable
{
    private readonly Leases _leases;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _digests = new(StringComparer.Ordinal);
    private bool _isDisposed;

    internal Lease(Leases leases) => _leases = leases;

    /// <summary>Holds more content.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public void Add(IEnumerable<string> digests)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            List<string> more = [.. digests.Where(_digests.Add)];
            _leases.Hold(more);
        }
    }

    /// <summary>Holds this content and nothing else any more.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public void Replace(IReadOnlyCollection<string> digests)
    {
        lock (_lock)
        {
            List<string> former = [.. _digests.Except(digests)];
            Add(digests);
            _digests.ExceptWith(former);
            _leases.Release(former);
        }
    }

    /// <summary>Ends the lease.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _leases.Release(_digests);
        }
    }
}
