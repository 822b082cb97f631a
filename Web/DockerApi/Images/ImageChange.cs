using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Instructions of a Dockerfile that change an image's configuration, as import and commit take them.</summary>
internal static class ImageChange
{
    /// <exception cref="ApiException">One is not understood.</exception>
    public static ImageConfiguration Apply(ImageConfiguration image, IEnumerable<string> changes) => changes.Where(change => change.Length > 0).Aggregate(image, Apply);

    private static ImageConfiguration Apply(ImageConfiguration image, string change)
    {
        var parts = change.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2) throw ApiException.Bad($"The change '{change}' needs a value.");
        var value = parts[1];
        return parts[0].ToUpperInvariant() switch
        {
            "CMD" => image with { Command = Command(value) },
            "ENTRYPOINT" => image with { Entrypoint = Command(value) },
            "ENV" => image with { Environment = [.. image.Environment, .. Pairs(value, change).Select(pair => $"{pair.Key}={pair.Value}")] },
            "HEALTHCHECK" => image with { HealthCheck = HealthCheckChange.Read(value, change) },
            "EXPOSE" => image with { ExposedPorts = [.. image.ExposedPorts, .. value.Split(' ').Select(port => port.Contains('/', StringComparison.Ordinal) ? port : port + "/tcp")] },
            "LABEL" => image with { Labels = Merge(image.Labels, Pairs(value, change)) },
            "STOPSIGNAL" => image with { StopSignal = value },
            "USER" => image with { User = value },
            "VOLUME" => image with { Volumes = [.. image.Volumes, .. value.StartsWith('[') ? Command(value) : value.Split(' ')] },
            "WORKDIR" => image with { WorkingDirectory = value },
            _ => throw ApiException.Bad($"The change '{change}' must be CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, STOPSIGNAL, USER, VOLUME or WORKDIR."),
        };
    }

    /// <summary>A list in JSON, or a line for the shell.</summary>
    internal static IReadOnlyList<string> Command(string value)
    {
        if (!value.StartsWith('[')) return ["/bin/sh", "-c", value];
        try
        {
            using var list = JsonDocument.Parse(value);
            return [.. list.RootElement.EnumerateArray().Select(word => word.GetString() ?? throw new JsonException())];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw ApiException.Bad($"'{value}' must be a list of words in JSON.");
        }
    }

    private static List<KeyValuePair<string, string>> Pairs(string value, string change)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (var word in Words(value))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw ApiException.Bad($"The change '{change}' must have NAME=value.");
            pairs.Add(new(word[..equals], word[(equals + 1)..]));
        }

        return pairs;
    }

    private static IReadOnlyList<string> Words(string value)
    {
        try
        {
            return CommandLine.Split(value);
        }
        catch (FormatException error)
        {
            throw ApiException.Bad(error.Message);
        }
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> labels, List<KeyValuePair<string, string>> more)
    {
        Dictionary<string, string> merged = new(labels);
        foreach (var (key, value) in more) merged[key] = value;
        return merged;
    }
}
