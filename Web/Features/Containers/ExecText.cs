using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>Describes an exec for the audit history. Arguments may be secrets, so only their number appears.</summary>
internal static class ExecText
{
    public static string Of(ExecSpec spec)
    {
        List<string> parts = [spec.Arguments[0]];
        if (spec.Arguments.Count > 1) parts.Add(spec.Arguments.Count == 2 ? "1 argument" : $"{spec.Arguments.Count - 1} arguments");
        if (spec.Tty) parts.Add("with a terminal");
        if (!string.IsNullOrEmpty(spec.User)) parts.Add($"as {spec.User}");
        if (spec.Privileged) parts.Add("privileged");
        return string.Join(", ", parts);
    }
}
