using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Containers;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Dockerfile instructions that change an image's configuration, as import and commit accept them; each sees the result of the
/// previous ones.</summary>
internal static class ImageChange
{
    private const string Known = "CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, SHELL, STOPSIGNAL, USER, VOLUME or WORKDIR";

    // In a Dockerfile, this instruction would have an effect only on the next build.
    private static readonly string[] NotOnBuild = ["ONBUILD", "MAINTAINER", "FROM"];

    /// <exception cref="ApiException">An instruction is invalid.</exception>
    public static ImageConfiguration Apply(ImageConfiguration image, IEnumerable<string> changes)
    {
        var hasCommand = false;
        foreach (var line in changes.SelectMany(change => string.IsNullOrWhiteSpace(change) ? throw ApiException.Bad("A change is empty; give an instruction such as 'CMD sh'.") : change.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length < 2) throw ApiException.Bad($"The change '{line}' needs a value.");
            var instruction = parts[0].ToUpperInvariant();
            image = Apply(image, instruction, parts[1], line);
            hasCommand |= instruction == "CMD";
            // As in a build, a new entrypoint drops the arguments of the former one.
            if (instruction == "ENTRYPOINT" && !hasCommand) image = image with { Command = null };
        }

        return image;
    }

    private static ImageConfiguration Apply(ImageConfiguration image, string instruction, string value, string change) => instruction switch
    {
        "CMD" => image with { Command = Command(value, image.Shell) },
        "ENTRYPOINT" => image with { Entrypoint = Command(value, image.Shell) },
        "ENV" => image with { Environment = Pairs(image, value, change).Aggregate(image.Environment, Set) },
        "EXPOSE" => image with { ExposedPorts = [.. image.ExposedPorts.Concat(Words(image, value).SelectMany(Ports)).Distinct()] },
        "HEALTHCHECK" => image with { HealthCheck = HealthCheckChange.Read(value, change) },
        "LABEL" => image with { Labels = Merge(image.Labels, Pairs(image, value, change)) },
        "ONBUILD" => image with { OnBuild = [.. image.OnBuild, OnBuild(value, change)] },
        "SHELL" => image with { Shell = value.StartsWith('[') ? Command(value) : throw ApiException.Bad($"The change '{change}' must have a list of words in JSON.") },
        "STOPSIGNAL" => image with { StopSignal = StopSignal(Whole(image, value), change) },
        "USER" => image with { User = Whole(image, value) },
        "VOLUME" => image with { Volumes = [.. image.Volumes.Concat(value.StartsWith('[') ? Command(value) : Words(image, value)).Distinct()] },
        "WORKDIR" => image with { WorkingDirectory = Path.GetFullPath(Whole(image, value), string.IsNullOrEmpty(image.WorkingDirectory) ? "/" : image.WorkingDirectory) },
        _ => throw ApiException.Bad($"The change '{change}' must be {Known}."),
    };

    /// <summary>A JSON list, or a line for the shell.</summary>
    internal static IReadOnlyList<string> Command(string value, IReadOnlyList<string>? shell = null)
    {
        if (!value.StartsWith('[')) return [.. shell ?? ["/bin/sh", "-c"], value];
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

    // One or more NAME=value pairs, or the old form: a name and everything after it.
    private static List<KeyValuePair<string, string>> Pairs(ImageConfiguration image, string value, string change)
    {
        var first = value.Split((char[]?)null, 2, StringSplitOptions.TrimEntries);
        if (!first[0].Contains('=', StringComparison.Ordinal) && first.Length == 2) return [new(first[0], Whole(image, first[1]))];
        return Words(image, value).ConvertAll(word => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
            ? new KeyValuePair<string, string>(word[..equals], word[(equals + 1)..])
            : throw ApiException.Bad($"The change '{change}' must have NAME=value."));
    }

    private static IReadOnlyList<string> Set(IReadOnlyList<string> environment, KeyValuePair<string, string> pair)
    {
        var (prefix, variable) = (pair.Key + "=", $"{pair.Key}={pair.Value}");
        return environment.Any(other => other.StartsWith(prefix, StringComparison.Ordinal))
            ? [.. environment.Select(other => other.StartsWith(prefix, StringComparison.Ordinal) ? variable : other)]
            : [.. environment, variable];
    }

    private static IEnumerable<string> Ports(string text)
    {
        var range = PortRange.Parse(text);
        for (var port = range.First; port <= range.Last; port++) yield return $"{port}/{range.Protocol.ToString().ToLowerInvariant()}";
    }

    private static string StopSignal(string signal, string change) => Signals.IsKnown(signal) ? signal
        : throw ApiException.Bad($"The change '{change}' names no signal; give a name such as SIGTERM or a number from 1 to 64.");

    private static string OnBuild(string value, string change) => NotOnBuild.FirstOrDefault(word => value.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } word
        ? throw ApiException.Bad($"The change '{change}' must not have {word} after ONBUILD.")
        : value;

    private static List<string> Words(ImageConfiguration image, string value) => Read(() => new ChangeWords(value, image.Environment).Split());

    private static string Whole(ImageConfiguration image, string value) => Read(() => new ChangeWords(value, image.Environment).Whole());

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidInputException error)
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
