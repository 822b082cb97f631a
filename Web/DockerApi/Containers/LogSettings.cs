using System.Globalization;
using System.Text.RegularExpressions;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>Log settings in the words of Docker's drivers json-file, local and none.</summary>
internal static class LogSettings
{
    // What Docker stores with each line is computed for details=1 here. Logs are never compressed, so that their end can be found without
    // reading all of it.
    private static readonly string[] s_options = ["max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size", "cache-disabled", "cache-max-size", "cache-max-file", "cache-compress"];

    /// <summary>The requested driver. The engine refuses one that it does not have.</summary>
    public static string Driver(LogConfig? log) => string.IsNullOrEmpty(log?.Type) ? LogDrivers.Default : log.Type;

    /// <param name="log">The caller's request.</param>
    /// <param name="usual">The panel's settings, for a caller that sets only one of the two.</param>
    /// <exception cref="ApiException">An option is wrong.</exception>
    public static LogRotation? Read(LogConfig? log, PanelOptions.LogOptions usual)
    {
        var driver = Driver(log);
        if (log?.Config is not { Count: > 0 } options || driver is not (LogDrivers.Default or LogDrivers.Local)) return null;
        if (options.Keys.FirstOrDefault(key => !s_options.Contains(key)) is { } unknown)
            throw ApiException.Bad($"unknown log opt '{unknown}' for {driver} log driver; it has {string.Join(", ", s_options)}.");
        CheckWords(options);
        if (!options.ContainsKey("max-size") && !options.ContainsKey("max-file")) return null;
        return new(options.TryGetValue("max-size", out var size) ? Bytes(size) : usual.MaxBytes, options.TryGetValue("max-file", out var count) ? Files(count) : usual.MaxFiles);
    }

    private static void CheckWords(Dictionary<string, string> options)
    {
        if (options.GetValueOrDefault("compress") is { } compress && !IsGoFlag(compress)) throw ApiException.Bad($"The log option compress is '{compress}', but must be true or false.");
        if (options.GetValueOrDefault("mode") is { } mode and not ("" or "blocking" or "non-blocking"))
            throw ApiException.Bad($"The log option mode is '{mode}', but must be blocking or non-blocking.");
        if (options.ContainsKey("max-buffer-size") && options.GetValueOrDefault("mode") is not "non-blocking")
            throw ApiException.Bad("The log option max-buffer-size needs mode=non-blocking.");
        foreach (var name in new[] { "labels-regex", "env-regex" })
        {
            if (options.GetValueOrDefault(name) is { } pattern && !IsPattern(pattern)) throw ApiException.Bad($"The log option {name} is '{pattern}', which is not a regular expression.");
        }
    }

    // The words that Go's strconv.ParseBool accepts.
    private static bool IsGoFlag(string text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True" or "0" or "f" or "F" or "false" or "FALSE" or "False";

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>The options as given; for containers of an older panel, only the numbers are known.</summary>
    public static Dictionary<string, string> Write(ContainerSpec spec) => spec is not { LogOptions.Count: 0, LogRotation: { } rotation } ? new(spec.LogOptions) : new()
    {
        ["max-size"] = $"{rotation.MaxBytes}",
        ["max-file"] = $"{rotation.MaxFiles}",
    };

    // In Docker, -1 means a file that is never rotated.
    private static long Bytes(string size) => size == "-1" ? LogRotation.Unlimited : ByteSize.TryParse(size, out var bytes) && bytes > 0 ? bytes
        : throw ApiException.Bad($"The log option max-size is '{size}', but must be a size such as 10m, or -1 for no limit.");

    private static int Files(string count) => int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw ApiException.Bad($"The log option max-file is '{count}', but must be a number above 0.");
}
