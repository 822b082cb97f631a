using System.Text.RegularExpressions;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>A flag of one of Docker's commands.</summary>
/// <param name="Name">Its long name.</param>
/// <param name="Type">The word that its help has for the value (<c>list</c>, <c>bytes</c>); empty for a flag that is only there or not.</param>
internal sealed record CliFlag(string Name, string Type);

/// <summary>The flags of a command, read from its own help, so that a flag that a later client has is tried without a change here.</summary>
internal static partial class CliFlags
{
    /// <summary>Every flag in the text of <c>docker COMMAND --help</c>.</summary>
    public static IReadOnlyList<CliFlag> In(string help) =>
        [.. FlagPattern().Matches(help).Select(match => new CliFlag(match.Groups[1].Value, match.Groups[2].Value)).Where(flag => flag.Name != "help")];

    [GeneratedRegex(@"^ {2}(?:-\w, | {4})--([\w-]+)(?: (\S+))?(?: {2,}|$)", RegexOptions.Multiline)]
    private static partial Regex FlagPattern();
}
