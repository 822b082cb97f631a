using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Columns of ps(1). Docker runs ps on the host; the panel reads the processes itself and supports the usual formats.</summary>
internal static class ProcessColumns
{
    private static readonly Dictionary<string, ProcessColumn> ByName = new()
    {
        ["user"] = new("USER", User),
        ["uid"] = new("UID", (process, _) => $"{process.UserId}"),
        ["pid"] = new("PID", (process, _) => $"{process.Pid}"),
        ["ppid"] = new("PPID", (process, _) => $"{process.ParentPid}"),
        ["c"] = new("C", (process, view) => $"{(int)CpuPercent(process, view)}"),
        ["stime"] = new("STIME", Started),
        ["start"] = new("START", Started),
        ["tty"] = new("TTY", (process, _) => process.Terminal ?? "?"),
        ["time"] = new("TIME", (process, _) => $"{(int)process.CpuTime.TotalHours:00}:{process.CpuTime.Minutes:00}:{process.CpuTime.Seconds:00}"),
        ["cmd"] = new("CMD", (process, _) => process.Command),
        ["args"] = new("COMMAND", (process, _) => process.Command),
        ["command"] = new("COMMAND", (process, _) => process.Command),
        ["comm"] = new("COMMAND", (process, _) => Path.GetFileName(process.Command.Split(' ')[0])),
        ["stat"] = new("STAT", (process, _) => $"{process.State}"),
        ["s"] = new("S", (process, _) => $"{process.State}"),
        ["rss"] = new("RSS", (process, _) => $"{process.ResidentBytes / 1024}"),
        ["vsz"] = new("VSZ", (process, _) => $"{process.VirtualBytes / 1024}"),
        ["%cpu"] = new("%CPU", (process, view) => CpuPercent(process, view).ToString("0.0", CultureInfo.InvariantCulture)),
        ["%mem"] = new("%MEM", (process, view) => (process.ResidentBytes * 100.0 / Math.Max(1, view.MemoryBytes)).ToString("0.0", CultureInfo.InvariantCulture)),
        ["etimes"] = new("ELAPSED", (process, view) => $"{(long)(view.Now - process.StartedAt).TotalSeconds}"),
    };

    // Other names for the same columns in ps(1).
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["euser"] = "user",
        ["ruser"] = "user",
        ["uname"] = "user",
        ["euid"] = "uid",
        ["ruid"] = "uid",
        ["pcpu"] = "%cpu",
        ["pmem"] = "%mem",
        ["rssize"] = "rss",
        ["rsz"] = "rss",
        ["vsize"] = "vsz",
        ["tt"] = "tty",
        ["tname"] = "tty",
        ["cputime"] = "time",
        ["ucmd"] = "comm",
        ["ucomm"] = "comm",
        ["state"] = "s",
        ["start_time"] = "stime",
    };

    // Options without and with a dash that select processes, set widths or arrange the list.
    private const string WithoutColumns = "aAcdeghHrTwxN";

    /// <summary>Reads the arguments of ps(1): letters with or without a dash, and lists of columns after <c>o</c>.</summary>
    /// <exception cref="ApiException">An argument or a column is unknown, or the columns lack the PID, which Docker requires.</exception>
    public static List<ProcessColumn> Parse(string arguments)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<ProcessColumn> columns = [];
        var form = "";
        for (var at = 0; at < words.Length; at++)
        {
            var word = words[at];
            if (word.StartsWith("--format=", StringComparison.Ordinal)) columns.AddRange(Named(word[9..]));
            else if (word.StartsWith("-o", StringComparison.Ordinal) && word.Length > 2) columns.AddRange(Named(word[2..]));
            else if (word.EndsWith('o') || word == "--format") columns.AddRange(Named(++at < words.Length ? words[at] : throw Unknown(arguments)));
            if (!word.StartsWith("--", StringComparison.Ordinal) && !(word.StartsWith("-o", StringComparison.Ordinal) && word.Length > 2)) form = Form(form, word, arguments);
            else if (!word.StartsWith("--format", StringComparison.Ordinal) && !word.StartsWith("-o", StringComparison.Ordinal)) throw Unknown(arguments);
        }

        if (columns.Count == 0) columns = Formed(form);
        // Without a dash, c shows the command's name instead of its whole line.
        if (words.Any(word => !word.StartsWith('-') && word.Contains('c', StringComparison.Ordinal) && word.All(char.IsAsciiLetter)))
            columns = columns.ConvertAll(column => column.Title == "COMMAND" ? ByName["comm"] : column);
        return columns.Any(column => column.Title == "PID") ? columns : throw ApiException.Bad("Couldn't find PID field in ps output");
    }

    // Applies a word to the format so far: full, user, or letters without a dash.
    private static string Form(string form, string word, string arguments)
    {
        var dashed = word.StartsWith('-');
        foreach (var letter in word.TrimStart('-'))
        {
            if (letter == 'u') form = "user";
            else if (letter is 'f' or 'F' && dashed) form = "full";
            else if (!WithoutColumns.Contains(letter, StringComparison.Ordinal) && letter is not ('f' or 'o')) throw Unknown(arguments);
        }

        // ps reads "ef" as a tree with the environment; Docker's users mean the full format.
        return form.Length > 0 ? form : word == "ef" ? "full" : dashed ? "" : "letters";
    }

    private static List<ProcessColumn> Formed(string form) => form switch
    {
        // With -f the user's column is headed UID.
        "full" => [new("UID", User), .. Named("pid,ppid,c,stime,tty,time,cmd")],
        "user" => [.. Named("user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command")],
        "letters" => [.. Named("pid,tty,stat,time,command")],
        _ => [.. Named("pid,tty,time"), ByName["comm"] with { Title = "CMD" }],
    };

    // A column, or name=title for a column with its own title.
    private static IEnumerable<ProcessColumn> Named(string names) => names.Split(',').Select(text =>
    {
        var parts = text.Split('=', 2);
        var name = Aliases.GetValueOrDefault(parts[0], parts[0]);
        var column = ByName.GetValueOrDefault(name) ?? throw ApiException.Bad($"There is no column '{parts[0]}'; there are {string.Join(", ", ByName.Keys)}.");
        return parts.Length > 1 ? column with { Title = parts[1] } : column;
    });

    private static ApiException Unknown(string arguments) =>
        ApiException.Bad($"The arguments '{arguments}' must be options of ps, such as -ef or aux, or -o with column names, such as -o pid,comm.");

    private static string User(ContainerProcess process, ProcessView view) => LinuxAccounts.UserName((uint)process.UserId) ?? $"{process.UserId}";

    private static double CpuPercent(ContainerProcess process, ProcessView view) =>
        process.CpuTime.TotalSeconds * 100 / Math.Max(1, (view.Now - process.StartedAt).TotalSeconds);

    // The time for today, the date for earlier days.
    private static string Started(ContainerProcess process, ProcessView view) =>
        process.StartedAt.ToString(view.Now - process.StartedAt < TimeSpan.FromDays(1) ? "HH:mm" : "MMMdd", CultureInfo.InvariantCulture);
}
