using Panel.Engine.Contract;

namespace Panel.Engine.Native.Containers;

/// <summary>Hands every container its own 65,536 host ids, so that one that breaks out owns nothing of another. What is taken is known from the containers' configurations.</summary>
internal sealed class UserNamespaceRanges
{
    public const int Size = 65536;

    private readonly Lock _lock = new();
    private readonly SortedSet<long> _taken = [];
    private readonly long _firstId;
    private long _cursor;

    public UserNamespaceRanges(long firstId) => _cursor = _firstId = firstId;

    /// <summary>The first id of a free range. Goes round, so that a range just freed is not reused at once.</summary>
    public long Take()
    {
        lock (_lock)
        {
            var ranges = (int.MaxValue - _firstId) / Size;
            for (var tried = 0L; tried < ranges; tried++)
            {
                var candidate = _cursor;
                _cursor = candidate + (2 * Size) > int.MaxValue ? _firstId : candidate + Size;
                if (_taken.Add(candidate)) return candidate;
            }
            throw new ConflictException($"All {ranges} user namespace ranges are in use; remove containers, or create this one with the host's user namespace.");
        }
    }

    /// <summary>Marks a range that an existing container has.</summary>
    public void Reserve(long firstIdOfRange)
    {
        lock (_lock)
        {
            _taken.Add(firstIdOfRange);
            if (firstIdOfRange >= _cursor && firstIdOfRange + (2 * Size) <= int.MaxValue) _cursor = firstIdOfRange + Size;
        }
    }

    public void Release(long firstIdOfRange)
    {
        lock (_lock) _taken.Remove(firstIdOfRange);
    }
}
