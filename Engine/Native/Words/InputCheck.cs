using System.Text;
using System.Text.RegularExpressions;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Words;

/// <summary>Refuses invalid words of a specification: names, paths, commands, variables and users.</summary>
internal static partial class InputCheck
{
    /// <summary>The largest user or group id that the engine accepts.</summary>
    public const long MaximumId = int.MaxValue;

    // execve(2), "Limits on size of arguments and environment": MAX_ARG_STRLEN with the final zero, and three quarters of 8 MiB in total,
    // whatever the stack size.
    private const int LongestArgument = (32 * 4096) - 1;
    private const long LongestArguments = 6L * 1024 * 1024;

    // Its final zero and its pointer.
    private const int EntryCost = 9;

    /// <summary>Whether the text is a valid name for a container or a volume.</summary>
    public static bool IsName(string name) => name.Length <= 255 && NameForm().IsMatch(name);

    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void CheckName(string name, string field)
    {
        if (!IsName(name))
            throw Wrong($"The name '{name}' must have 2 to 255 characters of [a-zA-Z0-9_.-], the first a letter or digit.", field);
    }

    /// <summary>The refusal of a field.</summary>
    public static InvalidInputException Wrong(string message, string field) => new(message, field);

    /// <exception cref="InvalidInputException">It is not an absolute path that the kernel accepts.</exception>
    public static void CheckPath(string path, string field)
    {
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal)) throw Wrong($"'{path}' must be an absolute path.", field);
        // PATH_MAX with the final zero, and NAME_MAX (include/uapi/linux/limits.h).
        if (Encoding.UTF8.GetByteCount(path) >= 4096) throw Wrong("A path must be shorter than 4096 bytes.", field);
        if (path.Split('/').Any(part => Encoding.UTF8.GetByteCount(part) > 255)) throw Wrong("Each part of a path must be at most 255 bytes long.", field);
    }

    /// <exception cref="InvalidInputException">The kernel does not accept these words as a command.</exception>
    public static void CheckWords(IReadOnlyList<string>? words, string field)
    {
        for (var i = 0; i < words?.Count; i++)
        {
            if (words[i].Contains('\0', StringComparison.Ordinal)) throw Wrong("A word of the command must not hold a NUL.", $"{field}[{i}]");
            CheckLength(words[i], "A word of the command", $"{field}[{i}]");
        }
        if (words?.Sum(word => (long)Encoding.UTF8.GetByteCount(word) + EntryCost) > LongestArguments) throw Wrong($"The command must be at most {LongestArguments} bytes long in all.", field);
    }

    /// <exception cref="InvalidInputException">The kernel does not accept these variables, or one has no name.</exception>
    public static void CheckEnvironment(IReadOnlyList<string> environment)
    {
        for (var i = 0; i < environment.Count; i++)
        {
            var variable = environment[i];
            if (variable.Length == 0 || variable[0] == '=') throw Wrong($"The variable '{variable}' has no name; write NAME=value.", $"Environment[{i}]");
            if (variable.Contains('\0', StringComparison.Ordinal)) throw Wrong("A variable must not hold a NUL.", $"Environment[{i}]");
            CheckLength(variable, "A variable with its value", $"Environment[{i}]");
        }
        if (environment.Sum(variable => (long)Encoding.UTF8.GetByteCount(variable) + EntryCost) > LongestArguments)
            throw Wrong($"The environment must be at most {LongestArguments} bytes long in all.", nameof(ContainerSpec.Environment));
    }

    private static void CheckLength(string text, string what, string field)
    {
        if (Encoding.UTF8.GetByteCount(text) > LongestArgument) throw Wrong($"{what} must be at most {LongestArgument} bytes long, the kernel's limit.", field);
    }

    /// <exception cref="InvalidInputException">It is none of user, uid, user:group and uid:gid.</exception>
    public static void CheckUser(string user)
    {
        var parts = user.Split(':');
        // As in Docker, nothing before the colon is root, and nothing after it the user's own groups.
        if (parts.Length > 2 || user.AsSpan().IndexOfAny("\0\n\r/") >= 0)
            throw Wrong($"The user '{user}' must be user, uid, user:group or uid:gid.", nameof(ContainerSpec.User));
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            if (part.All(char.IsAsciiDigit) && (!long.TryParse(part, out var id) || id > MaximumId))
                throw Wrong($"The id {part} must be between 0 and {MaximumId}.", nameof(ContainerSpec.User));
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
