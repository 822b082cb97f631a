using System.Text;
using Panel.Engine.Contract;

namespace Panel.Web.Components.Formatting;

/// <summary>Splits and joins a command line with the quoting rules of a POSIX shell, without expansion.</summary>
public static class CommandLine
{
    /// <summary>Splits a line into arguments.</summary>
    /// <exception cref="InvalidInputException">A quote is not closed or a backslash ends the line; the message says which.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\'')
            {
                if (c == quote) { quote = '\0'; } else { current.Append(c); }
            }
            else if (c == '\\')
            {
                if (++i == line.Length)
                {
                    throw new InvalidInputException("The backslash at the end escapes nothing; remove it or double it.");
                }

                // Inside double quotes a backslash escapes only these (POSIX.1-2017, XCU 2.2.3).
                if (quote == '"' && line[i] is not ('"' or '\\' or '$' or '`')) { current.Append('\\'); }
                current.Append(line[i]);
                inWord = true;
            }
            else if (quote == '"')
            {
                if (c == quote) { quote = '\0'; } else { current.Append(c); }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                inWord = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                current.Append(c);
                inWord = true;
            }
            else if (inWord)
            {
                arguments.Add(current.ToString());
                current.Clear();
                inWord = false;
            }
        }

        if (quote != '\0')
        {
            throw new InvalidInputException($"The {(quote == '"' ? "double" : "single")} quote is not closed; add one at the end.");
        }

        if (inWord)
        {
            arguments.Add(current.ToString());
        }

        return arguments;
    }

    /// <summary>Joins arguments so that <see cref="Split"/> returns them again.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c))
            ? argument
            : "'" + argument.Replace("'", "'\\''") + "'";
}
