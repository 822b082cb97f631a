using System.Runtime.InteropServices;

namespace Panel.Benchmarks;

/// <summary>The machine of the measurements.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var processor = Field("/proc/cpuinfo", "model name");
        var memory = long.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0]) / 1024 / 1024;
        var cgroups = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "v2" : "v1";
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"""

            {processor}, {Environment.ProcessorCount} cores, {memory + 1} GiB; {RuntimeInformation.OSDescription}, cgroup {cgroups}; .NET {Environment.Version}; load average before: {load}
            """;
    }

    private static string Field(string file, string name) =>
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':', 2)[1].Trim();
}
