using System.Globalization;

namespace Panel.Engine.Contract;

/// <summary>Options of a tmpfs as mount(8) writes them, separated by commas; the last of two contradicting options counts.</summary>
public static class TmpfsWords
{
    // Percent of the memory; the kernel multiplies it by the machine's pages.
    private const long LargestPercentage = 1_000_000;

    // Options for propagation and synchronous writes have no effect on memory that only one container sees; Docker accepts them, too.
    private static readonly HashSet<string> s_flags = new(StringComparer.Ordinal)
    {
        "", "defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "atime", "noatime", "diratime", "nodiratime", "relatime", "norelatime",
        "strictatime", "nostrictatime", "sync", "async", "dirsync", "mand", "nomand", "private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable",
    };

    /// <summary>The options as pairs of name and value; the value is null for a flag.</summary>
    public static IEnumerable<(string Name, string? Value)> Split(string? options)
    {
        foreach (var option in (options ?? "").Split(','))
        {
            var end = option.IndexOf('=', StringComparison.Ordinal);
            yield return end < 0 ? (option, null) : (option[..end], option[(end + 1)..]);
        }
    }

    /// <summary>Whether the last of <c>ro</c> and <c>rw</c> is <c>ro</c>.</summary>
    public static bool IsReadOnly(string? options) => Split(options).LastOrDefault(option => option is { Name: "ro" or "rw", Value: null }).Name == "ro";

    /// <summary>What is wrong with the options, in one sentence; null when nothing is.</summary>
    /// <param name="options">The options.</param>
    /// <param name="largestId">The container's largest user and group id.</param>
    public static string? FaultOf(string? options, long largestId)
    {
        foreach (var (name, value) in Split(options))
        {
            if (FaultOf(name, value, largestId) is { } wanted)
                return $"invalid tmpfs option \"{(value is null ? name : $"{name}={value}")}\": {wanted}.";
        }
        return null;
    }

    private static string? FaultOf(string name, string? value, long largestId) => (name, value) switch
    {
        (_, null) => s_flags.Contains(name) ? null : "the flags are those of mount(8), such as ro, exec or noatime, and the others size, mode, uid, gid, nr_inodes, nr_blocks and mpol",
        ("size", _) => IsSize(value) || (value.EndsWith('%') && IsNumber(value[..^1], LargestPercentage)) ? null : "write a size such as 64m or 10%, of at most 8 EiB",
        ("nr_inodes" or "nr_blocks", _) => IsSize(value) ? null : "write a number such as 10k",
        ("mode", _) => value.Length is > 0 and <= 5 && value.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(value, 8) <= 0xFFF ? null : "write permission bits in octal, such as 1777",
        ("uid" or "gid", _) => IsNumber(value, largestId) ? null : $"write an id from 0 to {largestId}",
        ("mpol", _) => value.Length > 0 ? null : "write a memory policy such as prefer:0",
        _ => "the options with a value are size, mode, uid, gid, nr_inodes, nr_blocks and mpol",
    };

    // The kernel's memparse: a number and one letter of kmgtpe. It does not detect an overflow, so 16e becomes 0, which means no limit.
    private static bool IsSize(string value)
    {
        if (value.Length == 0) return false;
        var power = "kmgtpe".IndexOf(value[^1], StringComparison.OrdinalIgnoreCase) + 1;
        return IsNumber(power > 0 ? value[..^1] : value, long.MaxValue >> (10 * power));
    }

    private static bool IsNumber(string text, long largest) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= largest;
}
