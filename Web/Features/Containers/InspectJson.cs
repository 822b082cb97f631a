using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>All details of a container as readable JSON.</summary>
public static partial class InspectJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes the JSON; without <paramref name="values"/>, dots replace the environment's values.</summary>
    public static string Write(ContainerDetails details, bool values) => JsonSerializer.Serialize(
        values ? details : details with
        {
            Spec = details.Spec with { Environment = Hide(details.Spec.Environment) },
            Process = details.Process with { Environment = Hide(details.Process.Environment) },
        },
        Options);

    /// <summary>The JSON as HTML with marked keys, strings and literals. Every piece is encoded, because names and labels come from
    /// strangers.</summary>
    public static MarkupString Colour(string json)
    {
        var html = new StringBuilder(json.Length * 2);
        var written = 0;
        foreach (Match token in Token().Matches(json))
        {
            html.Append(WebUtility.HtmlEncode(json[written..token.Index]));
            var css = token.Groups["key"].Success ? "key" : token.Value[0] == '"' ? "string" : "literal";
            html.Append("<span class=\"").Append(css).Append("\">").Append(WebUtility.HtmlEncode(token.Value)).Append("</span>");
            written = token.Index + token.Length;
        }

        return new MarkupString(html.Append(WebUtility.HtmlEncode(json[written..])).ToString());
    }

    private static List<string> Hide(IReadOnlyList<string> environment) =>
        [.. environment.Select(variable => variable.IndexOf('=') is var split and >= 0 ? variable[..split] + "=••••••" : variable)];

    [GeneratedRegex("""(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b|-?\d[\d.eE+-]*""")]
    private static partial Regex Token();
}
