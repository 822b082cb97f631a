using Panel.Engine.Protocol;

namespace Panel.Engine.Shim.Plan;

/// <summary>The variables of every container, as in Docker.</summary>
internal static class EnvironmentPlan
{
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>All except HOME, which depends on the image's passwd file.</summary>
    public static List<string> Complete(ProcessSpec process, string hostname)
    {
        var environment = new List<string>(process.Environment.Count + 3);
        Add("PATH", DefaultPath);
        Add("HOSTNAME", hostname);
        if (process.Tty)
            Add("TERM", "xterm");
        environment.AddRange(process.Environment);
        return environment;

        void Add(string name, string value)
        {
            if (!Has(process, name))
                environment.Add($"{name}={value}");
        }
    }

    public static bool Has(ProcessSpec process, string name) =>
        process.Environment.Exists(e => e.Length > name.Length && e[name.Length] == '=' && e.StartsWith(name, StringComparison.Ordinal));
}
