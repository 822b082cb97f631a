namespace Panel.DockerApi.Tests.PowerCut;

/// <summary>
/// Holds the system calls of a panel against what a file system asks for that syncs nothing by itself: the disk has a file before the file gets its
/// name, and afterwards the directory with the name; no record is written in place.
/// </summary>
/// <param name="root">The data root.</param>
public sealed class PowerCutRules(string root)
{
    // Names of what nobody reads after a power cut, and of what is written as it comes.
    private static readonly string[] s_loose =
        [".tmp", ".draft", "/engine.lock", ".log", ".db", ".db-wal", ".db-shm", ".db-journal", ".db.migrating", ".cast", "/syslog.position"];
    private static readonly string[] s_work = ["/tmp/", "/layers/staging/"];

    private readonly HashSet<string> _unsynced = new(StringComparer.Ordinal);
    private readonly List<(string Path, DateTimeOffset At)> _unnamed = [];

    /// <summary>What breaks a rule, each as a sentence.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>From when to when each name was on its way to the disk.</summary>
    public List<(string Path, DateTimeOffset Renamed, DateTimeOffset Kept)> Names { get; } = [];

    /// <summary>Looks at all calls, in their order.</summary>
    public void Check(IEnumerable<FileCall> calls)
    {
        foreach (var call in calls) Take(call);
        foreach (var (path, _) in _unnamed) Faults.Add($"{Short(path)} got its name, and its directory was never synced");
    }

    private void Take(FileCall call)
    {
        switch (call.Action)
        {
            case FileAction.Write when IsOurs(call.Path):
                if (!IsLoose(call.Path) && !IsWork(call.Path)) Faults.Add($"{Short(call.Path)} is written in place");
                _unsynced.Add(call.Path);
                _unsynced.Add(Path.GetDirectoryName(call.Path)!);
                break;
            case FileAction.Sync:
                _unsynced.Remove(call.Path);
                Keep(path => Path.GetDirectoryName(path) == call.Path, call.At);
                break;
            case FileAction.SyncAll:
                _unsynced.Clear();
                Keep(_ => true, call.At);
                break;
            case FileAction.Rename when IsOurs(call.Path) || IsOurs(call.Target):
                Rename(call);
                break;
        }
    }

    private void Rename(FileCall call)
    {
        var below = call.Path + "/";
        var moved = _unsynced.Where(path => path == call.Path || path.StartsWith(below, StringComparison.Ordinal)).ToList();
        if (!IsLoose(call.Target) && !IsWork(call.Target) && !call.Target.Contains(".damaged-", StringComparison.Ordinal))
        {
            // The shim's record, which counts as none when it is torn.
            if (!call.Target.EndsWith("/exit.json", StringComparison.Ordinal))
                Faults.AddRange(moved.Select(path => $"{Short(call.Target)} got its name before the disk had {Short(path)}"));
            _unnamed.Add((call.Target, call.At));
        }

        _unsynced.ExceptWith(moved);
        _unsynced.UnionWith(moved.Select(path => call.Target + path[call.Path.Length..]));
        _unsynced.Add(Path.GetDirectoryName(call.Target)!);
    }

    private void Keep(Predicate<string> isIn, DateTimeOffset at)
    {
        Names.AddRange(_unnamed.Where(name => isIn(name.Path)).Select(name => (name.Path, name.At, at)));
        _unnamed.RemoveAll(name => isIn(name.Path));
    }

    private bool IsOurs(string path) => path.StartsWith(root + "/", StringComparison.Ordinal) && !IsContent(path);

    // Of containers, volumes and their logs, which the panel does not wait for.
    private static bool IsContent(string path) =>
        path.Contains("/overlay/upper/", StringComparison.Ordinal) || path.Contains("/_data/", StringComparison.Ordinal);

    private bool IsWork(string path) => Array.Exists(s_work, folder => path.StartsWith(root + folder, StringComparison.Ordinal));

    private static bool IsLoose(string path) => Array.Exists(s_loose, end => path.EndsWith(end, StringComparison.Ordinal));

    private string Short(string path) => path.StartsWith(root, StringComparison.Ordinal) ? path[(root.Length + 1)..] : path;
}
