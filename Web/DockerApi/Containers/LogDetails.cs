using System.Text;
using System.Text.RegularExpressions;
using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Containers;

/// <summary>The words that <c>details=1</c> puts before each line: the labels and variables that the log's options select, and the log's
/// tag, sorted, such as <c>A=1,com.x=v+w </c>. Only Docker's driver json-file keeps them.</summary>
internal static class LogDetails
{
    /// <summary>The words and a space after them; just the space when there are no words.</summary>
    public static string Of(ContainerDetails container)
    {
        SortedDictionary<string, string> words = new(StringComparer.Ordinal);
        if (container.Spec.LogDriver == LogDrivers.Default)
        {
            var options = container.Spec.LogOptions;
            Add(words, container.Summary.Labels, options.GetValueOrDefault("labels"), options.GetValueOrDefault("labels-regex"));
            Add(words, Variables(container), options.GetValueOrDefault("env"), options.GetValueOrDefault("env-regex"));
            if (options.GetValueOrDefault("tag") is { Length: > 0 } tag) words["tag"] = Tag(tag, container.Summary);
        }

        return string.Join(',', words.Select(word => $"{Escape(word.Key)}={Escape(word.Value)}")) + " ";
    }

    private static string Tag(string template, ContainerSummary container) => LogTag.Fill(template, container.Id, container.Name, container.ImageId, container.Image);

    // The last of two equal names counts; one without a value counts as absent.
    private static Dictionary<string, string> Variables(ContainerDetails container)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal);
        foreach (var variable in container.Process.Environment)
        {
            if (variable.Split('=', 2) is [var name, var value]) all[name] = value;
        }

        return all;
    }

    private static void Add(SortedDictionary<string, string> words, IReadOnlyDictionary<string, string> from, string? names, string? pattern)
    {
        var chosen = names is { Length: > 0 } ? names.Split(',') : [];
        // The create has compiled this pattern, so it is valid.
        var matching = pattern is { Length: > 0 } ? new Regex(pattern, RegexOptions.NonBacktracking) : null;
        foreach (var (name, value) in from)
        {
            if (chosen.Contains(name) || matching?.IsMatch(name) == true) words[name] = value;
        }
    }

    // Go's url.QueryEscape.
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') escaped.Append((char)octet);
            else if (octet == ' ') escaped.Append('+');
            else escaped.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
