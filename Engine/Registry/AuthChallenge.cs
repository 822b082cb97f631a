namespace Panel.Engine.Registry;

/// <summary>A challenge of <c>WWW-Authenticate</c> (RFC 9110, 11.6.1).</summary>
/// <param name="Scheme">In lower case, such as bearer.</param>
/// <param name="Parameters">Names in lower case.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>Parses all challenges in a header; a malformed part ends it.</summary>
    public static List<AuthChallenge> Parse(string header)
    {
        List<AuthChallenge> challenges = [];
        Dictionary<string, string> parameters = [];
        var at = 0;
        while (at < header.Length)
        {
            SkipSeparators(header, ref at);
            var word = Token(header, ref at);
            if (word.Length == 0) break;
            var afterWord = at;
            SkipSpaces(header, ref at);
            if (at < header.Length && header[at] == '=' && challenges.Count > 0)
            {
                at++;
                SkipSpaces(header, ref at);
                parameters[word.ToLowerInvariant()] = at < header.Length && header[at] == '"' ? Quoted(header, ref at) : Token(header, ref at);
                continue;
            }
            at = afterWord;
            challenges.Add(new(word.ToLowerInvariant(), parameters = []));
        }
        return challenges;
    }

    private static void SkipSeparators(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or ',') at++;
    }

    private static void SkipSpaces(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t') at++;
    }

    private static string Token(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is not (' ' or '\t' or ',' or '=' or '"')) at++;
        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }
        at++;
        return value.ToString();
    }
}
