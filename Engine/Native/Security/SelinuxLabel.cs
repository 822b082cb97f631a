using Panel.Engine.Contract;
using static Panel.Engine.Native.Words.InputCheck;

namespace Panel.Engine.Native.Security;

/// <summary>Builds SELinux labels from the parts that Docker's clients send.</summary>
internal static class SelinuxLabel
{
    private static readonly string[] s_parts = ["user", "role", "type", "level", "filetype"];

    /// <exception cref="InvalidInputException">A part is invalid.</exception>
    public static void Check(IReadOnlyList<string> options)
    {
        for (var i = 0; i < options.Count; i++)
        {
            var end = options[i].IndexOf(':', StringComparison.Ordinal);
            var isPart = end > 0 && end < options[i].Length - 1 && s_parts.Contains(options[i][..end]) && !options[i].AsSpan().ContainsAnyInRange('\0', ' ');
            if (options[i] != "disable" && !isPart)
                throw Wrong($"The SELinux option '{options[i]}' must be disable, or user, role, type, level or filetype with a colon and a value.", $"Security.SelinuxOptions[{i}]");
        }
    }

    /// <summary>The process's label; null leaves it to the host's policy. Missing parts are those of containers in the reference policy.</summary>
    public static string? Of(SecurityOptions options)
    {
        if (options.SelinuxLabel is { } whole) return whole;
        if (options.SelinuxOptions.Count == 0 || options.SelinuxOptions.Contains("disable") || !HostModules.HasSelinux) return null;
        Dictionary<string, string> parts = new(StringComparer.Ordinal) { ["user"] = "system_u", ["role"] = "system_r", ["type"] = "container_t", ["level"] = "s0" };
        foreach (var option in options.SelinuxOptions.Select(option => option.Split(':', 2))) parts[option[0]] = option[1];
        return $"{parts["user"]}:{parts["role"]}:{parts["type"]}:{parts["level"]}";
    }
}
