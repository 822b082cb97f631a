using Panel.Engine.Contract;

namespace Panel.Engine.Native.Ranges;

/// <summary>
/// Assigns 65,536 host ids of its own to every container, so that a program that breaks out of one owns nothing of another. The ids come
/// from blocks that this panel has taken in the file that all panels of the machine share; the containers' configurations show which of
/// them are in use.
/// </summary>
internal sealed class UserNamespaceRanges(long firstId, RangeRegistry registry)
{
    public const int Size = 65536;

    /// <summary>This many containers need one entry in the shared file, so most creates do not access it.</summary>
    private const long BlockSize = 64 * Size;

    private readonly Lock _lock = new();
    private readonly SortedSet<long> _taken = [];
    private List<(long First, long Size)>? _blocks;
    private int _cursor;

    /// <summary>The first id of a free range. Rotates, so that a freed range is not reused at once.</summary>
    /// <exception cref="ConflictException">All are in use.</exception>
    /// <exception cref="EngineFailureException">The file that the panels share cannot be written.</exception>
    public long Take()
    {
        lock (_lock)
        {
            var blocks = Blocks();
            if (Next(blocks) is { } free) return free;
            var block = registry.Claim(firstId, BlockSize, Size)
                ?? throw new ConflictException("All user namespace ranges are in use; remove containers, or create this one with the host's user namespace.");
            blocks.Add(block);
            return Next(blocks) ?? throw new InvalidOperationException("A block that was just taken has a free range.");
        }
    }

    /// <summary>Marks an existing container's range as taken.</summary>
    /// <returns>False if another panel has it: the container must get another range before its next start.</returns>
    /// <exception cref="EngineFailureException">The file that the panels share cannot be written; the range is marked all the same.</exception>
    public bool Reserve(long first)
    {
        lock (_lock)
        {
            _taken.Add(first);
            var blocks = Blocks();
            if (blocks.Exists(block => Holds(block, first))) return true;
            var whole = firstId + ((first - firstId) / BlockSize * BlockSize);
            if (first >= firstId && whole + BlockSize <= int.MaxValue && registry.Adopt(whole, BlockSize)) blocks.Add((whole, BlockSize));
            else if (registry.Adopt(first, Size)) blocks.Add((first, Size));
            else return !_taken.Remove(first);
            return true;
        }
    }

    /// <summary>Whether a container of this panel has the range, and no other panel does.</summary>
    public bool Has(long first)
    {
        lock (_lock) return _taken.Contains(first);
    }

    public void Release(long first)
    {
        lock (_lock) _taken.Remove(first);
    }

    /// <summary>Returns ranges that no container of this panel uses.</summary>
    /// <exception cref="EngineFailureException">The file that the panels share cannot be written.</exception>
    public void GiveBackUnused()
    {
        lock (_lock)
        {
            List<(long, long)> unused = [.. (_blocks ?? []).Where(block => !_taken.Any(first => Holds(block, first)))];
            if (unused.Count > 0) registry.GiveBack(unused);
            _blocks = null;
        }
    }

    private List<(long First, long Size)> Blocks() => _blocks ??= registry.Own();

    private long? Next(List<(long First, long Size)> blocks)
    {
        var ranges = blocks.SelectMany(block => Enumerable.Range(0, (int)(block.Size / Size)).Select(i => block.First + ((long)i * Size))).ToList();
        for (var tried = 0; tried < ranges.Count; tried++)
        {
            var candidate = ranges[_cursor++ % ranges.Count];
            if (_taken.Add(candidate)) return candidate;
        }
        return null;
    }

    private static bool Holds((long First, long Size) block, long first) => block.First <= first && first + Size <= block.First + block.Size;
}
