namespace Panel.Engine.Contract;

/// <summary>The words after the last colon of a bind (<c>source:target:ro,z</c>) and of a container that volumes come from (<c>name:ro</c>).</summary>
public static class MountMode
{
    private static readonly string[][] s_inherited = [["ro", "rw"], ["z", "Z"], ["consistent", "cached", "delegated"]];

    private static readonly string[][] s_bound = [.. s_inherited, ["private", "rprivate", "shared", "rshared", "slave", "rslave"], ["nocopy"]];

    /// <summary>Whether a bind takes the words: at most one of each kind, as in Docker. No word at all is fine.</summary>
    public static bool IsOfBind(string mode) => IsValid(mode, s_bound);

    /// <summary>Whether <c>--volumes-from</c> takes the words. How a mount propagates and what fills it stays as the other container has it.</summary>
    public static bool IsOfDonor(string mode) => IsValid(mode, s_inherited);

    /// <summary>Whether the words make a mount read-only.</summary>
    public static bool IsReadOnly(string mode) => mode.Split(',').Contains("ro");

    private static bool IsValid(string mode, string[][] kinds)
    {
        if (mode.Length == 0) return true;
        var words = mode.Split(',');
        return words.All(word => kinds.Any(kind => kind.Contains(word))) && kinds.All(kind => words.Count(kind.Contains) <= 1);
    }
}
