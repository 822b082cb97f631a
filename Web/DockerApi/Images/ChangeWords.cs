using System.Text;
using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Images;

/// <summary>Splits an instruction's value into words like a Dockerfile: quotes, a backslash before any letter, and variables outside single
/// quotes.</summary>
/// <param name="text">The instruction's value.</param>
/// <param name="environment">Variables as <c>NAME=value</c>.</param>
internal sealed class ChangeWords(string text, IReadOnlyList<string> environment)
{
    private readonly StringBuilder _word = new();
    private readonly List<string> _words = [];
    private bool _began;
    private int _at;

    /// <summary>The words, separated by white space outside quotes.</summary>
    /// <exception cref="InvalidInputException">A quote or a brace is not closed.</exception>
    public List<string> Split()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at])) End();
            else Take();
        }

        End();
        return _words;
    }

    /// <summary>The whole value as one word.</summary>
    /// <exception cref="InvalidInputException">A quote or a brace is not closed.</exception>
    public string Whole()
    {
        while (_at < text.Length) Take();
        return _word.ToString();
    }

    private void End()
    {
        if (_began) _words.Add(_word.ToString());
        _word.Clear();
        _began = false;
        _at++;
    }

    private void Take()
    {
        _began = true;
        switch (text[_at])
        {
            case '\'': Quoted('\''); break;
            case '"': Quoted('"'); break;
            case '\\' when _at + 1 < text.Length: _word.Append(text[_at + 1]); _at += 2; break;
            case '$': Variable(); break;
            default: _word.Append(text[_at++]); break;
        }
    }

    private void Quoted(char quote)
    {
        for (_at++; _at < text.Length && text[_at] != quote;)
        {
            if (quote == '"' && text[_at] == '$') Variable();
            else
            {
                if (quote == '"' && text[_at] == '\\' && _at + 1 < text.Length && text[_at + 1] is ('"' or '$' or '\\')) _at++;
                _word.Append(text[_at++]);
            }
        }

        if (_at == text.Length) throw new InvalidInputException($"The quote {quote} in '{text}' is not closed.");
        _at++;
    }

    private void Variable()
    {
        var braced = _at + 1 < text.Length && text[_at + 1] == '{';
        var begin = _at + (braced ? 2 : 1);
        var end = begin;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        if (end == begin)
        {
            _word.Append(text[_at++]);
            return;
        }

        var value = Value(text[begin..end]);
        _at = end;
        if (!braced)
        {
            _word.Append(value);
            return;
        }

        var close = text.IndexOf('}', end);
        if (close < 0) throw new InvalidInputException($"The brace in '{text}' is not closed.");
        _word.Append(Substituted(text[end..close], value));
        _at = close + 1;
    }

    // ${name:-word} is the word if the variable is empty, ${name:+word} if it is not.
    private string Substituted(string rule, string? value) => rule switch
    {
        "" => value ?? "",
        [':', '-', .. var word] => string.IsNullOrEmpty(value) ? new ChangeWords(word, environment).Whole() : value,
        [':', '+', .. var word] => string.IsNullOrEmpty(value) ? "" : new ChangeWords(word, environment).Whole(),
        _ => throw new InvalidInputException($"'{rule}' in '{text}' must be :-word or :+word."),
    };

    private string? Value(string name) => environment.FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
