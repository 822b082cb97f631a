using System.Text;
using System.Text.RegularExpressions;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Go's <c>path.Match</c>, which filters by reference use: <c>*</c> and <c>?</c> match no slash, <c>[a-z]</c> and <c>[^a-z]</c>
/// match one character, <c>\</c> takes the next one literally.</summary>
internal static class PathPattern
{
    /// <summary>Compiles the pattern to a test of whole names.</summary>
    /// <exception cref="ApiException">The pattern is invalid.</exception>
    public static Func<string, bool> Compile(string pattern)
    {
        StringBuilder form = new("\\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '*': form.Append("[^/]*"); break;
                case '?': form.Append("[^/]"); break;
                case '[': at = Class(pattern, at, form); break;
                default: form.Append(Regex.Escape(Letter(pattern, ref at).ToString())); break;
            }
        }

        var expression = new Regex(form.Append("\\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        return expression.IsMatch;
    }

    /// <returns>The end of the class.</returns>
    private static int Class(string pattern, int at, StringBuilder form)
    {
        at++;
        var negated = at < pattern.Length && pattern[at] == '^';
        if (negated) at++;
        // Go's classes match any character, even a slash.
        form.Append(negated ? "[^" : "[");
        for (var first = true; ; first = false)
        {
            if (at >= pattern.Length) throw Bad(pattern);
            if (pattern[at] == ']' && !first)
            {
                form.Append(']');
                return at;
            }

            var (low, high) = Range(pattern, ref at);
            if (low > high) throw Bad(pattern);
            form.Append($"\\u{(int)low:X4}-\\u{(int)high:X4}");
        }
    }

    private static (char Low, char High) Range(string pattern, ref int at)
    {
        if (pattern[at] is '-' or ']') throw Bad(pattern);
        var low = Letter(pattern, ref at);
        at++;
        if (at >= pattern.Length || pattern[at] != '-') return (low, low);
        at++;
        if (at >= pattern.Length || pattern[at] is '-' or ']') throw Bad(pattern);
        var high = Letter(pattern, ref at);
        at++;
        return (low, high);
    }

    private static char Letter(string pattern, ref int at)
    {
        if (pattern[at] != '\\') return pattern[at];
        return ++at < pattern.Length ? pattern[at] : throw Bad(pattern);
    }

    private static ApiException Bad(string pattern) => ApiException.Bad($"The pattern '{pattern}' must be one such as busybox:*, with every [ closed and nothing missing after \\ or -.");
}
