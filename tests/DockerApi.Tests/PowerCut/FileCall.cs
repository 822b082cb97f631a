using System.Globalization;
using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.PowerCut;

/// <summary>What a call does to files.</summary>
public enum FileAction
{
    /// <summary>Makes the file, or opens it for writing.</summary>
    Write,

    /// <summary>Names a file or directory anew.</summary>
    Rename,

    /// <summary>Waits until the disk has a file or directory.</summary>
    Sync,

    /// <summary>Waits until the disk has all of a file system.</summary>
    SyncAll,
}

/// <summary>A system call that succeeded, as strace shows it.</summary>
/// <param name="At">When it was over.</param>
/// <param name="Action">What it did.</param>
/// <param name="Path">To which file.</param>
/// <param name="Target">The new name.</param>
public sealed partial record FileCall(DateTimeOffset At, FileAction Action, string Path, string Target = "")
{
    /// <summary>What strace is to show.</summary>
    public const string Calls = "openat,open,creat,rename,renameat,renameat2,fsync,fdatasync,syncfs,sync";

    /// <summary>Reads what <c>strace -f -y -ttt -T</c> wrote, in the order in which the calls were over.</summary>
    public static IEnumerable<FileCall> Read(IEnumerable<string> lines)
    {
        Dictionary<string, string> begun = [];
        foreach (var line in lines)
        {
            if (UnfinishedPattern().Match(line) is { Success: true } first)
            {
                begun[first.Groups["pid"].Value] = first.Groups["call"].Value;
                continue;
            }

            var text = ResumedPattern().Match(line) is { Success: true } rest
                ? $"{rest.Groups["pid"].Value} {rest.Groups["time"].Value} {begun.GetValueOrDefault(rest.Groups["pid"].Value)}{rest.Groups["call"].Value}"
                : line;
            if (CallPattern().Match(text) is { Success: true } call && Of(call) is { } known) yield return known;
        }
    }

    private static FileCall? Of(Match call)
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(Number(call.Groups["time"]) + Number(call.Groups["lasted"]));
        var (name, arguments) = (call.Groups["name"].Value, call.Groups["arguments"].Value);
        return name switch
        {
            "fsync" or "fdatasync" when DescriptorPattern().Match(arguments) is { Success: true } file => new(at, FileAction.Sync, file.Groups[1].Value),
            "sync" or "syncfs" => new(at, FileAction.SyncAll, ""),
            "open" or "openat" or "creat" when WritesPattern().IsMatch(arguments)
                && DescriptorPattern().Match(call.Groups["result"].Value) is { Success: true } file => new(at, FileAction.Write, file.Groups[1].Value),
            "rename" or "renameat" or "renameat2" when Paths(arguments) is [var from, var to] => new(at, FileAction.Rename, from, to),
            _ => null,
        };
    }

    private static double Number(Group text) => text.Success ? double.Parse(text.Value, CultureInfo.InvariantCulture) : 0;

    // Each with the directory that its descriptor names, if it is no absolute path.
    private static List<string> Paths(string arguments) =>
        [.. PathPattern().Matches(arguments).Select(path => System.IO.Path.Combine(path.Groups["directory"].Value, path.Groups["path"].Value))];

    [GeneratedRegex(@"^(?<pid>\d+) +(?<time>[\d.]+) (?<call>\w+\(.*) <unfinished \.\.\.>$")]
    private static partial Regex UnfinishedPattern();

    [GeneratedRegex(@"^(?<pid>\d+) +(?<time>[\d.]+) <\.\.\. \w+ resumed>(?<call>.*?)(?: <[\d.]+>)?$")]
    private static partial Regex ResumedPattern();

    [GeneratedRegex(@"^\d+ +(?<time>[\d.]+) (?<name>\w+)\((?<arguments>.*)\) += (?<result>\d+.*?)(?: <(?<lasted>[\d.]+)>)?$")]
    private static partial Regex CallPattern();

    [GeneratedRegex(@"^\d+<(/.*?)(?:\(deleted\))?>")]
    private static partial Regex DescriptorPattern();

    [GeneratedRegex(@"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|^""[^""]*"", 0")]
    private static partial Regex WritesPattern();

    [GeneratedRegex(@"(?:(?:\d+|AT_FDCWD)<(?<directory>[^>]*)>, )?""(?<path>[^""]*)""")]
    private static partial Regex PathPattern();
}
