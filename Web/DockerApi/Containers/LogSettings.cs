using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary>How logs are kept, in the words of Docker's json-file driver: the engine's own log is rotated by the same two settings.</summary>
internal static class LogSettings
{
    /// <param name="log">What the caller asks for.</param>
    /// <param name="usual">What the panel keeps where the caller names one of the two settings only.</param>
    /// <exception cref="ApiException">It is another driver, or an option that has no effect here.</exception>
    public static LogRotation? Read(LogConfig? log, PanelOptions.LogOptions usual)
    {
        if (log?.Type is not (null or "" or "json-file" or "local"))
            throw ApiException.Lacking($"The log driver '{log.Type}' is not there; the panel keeps every log itself, as json-file does.");
        if (log?.Config is not { Count: > 0 } options) return null;
        if (options.Keys.FirstOrDefault(key => key is not ("max-size" or "max-file")) is { } unknown)
            throw ApiException.Lacking($"The log option '{unknown}' has no effect in the panel; it knows max-size and max-file.");
        var bytes = options.TryGetValue("max-size", out var size) ? Bytes(size) : usual.MaxBytes;
        var files = !options.TryGetValue("max-file", out var count) ? usual.MaxFiles
            : int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw ApiException.Bad($"The log option max-file is '{count}', but must be a number.");
        return new(bytes, files);
    }

    /// <summary>As it was said; containers that an older panel made know the numbers only.</summary>
    public static Dictionary<string, string> Write(ContainerSpec spec) => spec is not { LogOptions.Count: 0, LogRotation: { } rotation } ? new(spec.LogOptions) : new()
    {
        ["max-size"] = $"{rotation.MaxBytes}",
        ["max-file"] = $"{rotation.MaxFiles}",
    };

    private static long Bytes(string size) => ByteSize.TryParse(size, out var bytes) ? bytes
        : throw ApiException.Bad($"The log option max-size is '{size}', but must be a size such as 10m.");
}
