namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Commands that the real command line runs against both daemons, one after another.</summary>
/// <param name="Name">Command, flag and value; the tables of differences match it.</param>
/// <param name="Steps">Commands. A case ends at the first that fails.</param>
internal sealed record CliCase(string Name, IReadOnlyList<CliStep> Steps);

/// <summary>A command, or a question to the API about what it has left.</summary>
/// <param name="Call">How the tables name it.</param>
/// <param name="Arguments">What follows <c>docker</c>; for <see cref="CliLook.Api"/> a path of the API.</param>
/// <param name="Look">What is compared beside exit code and kind of error.</param>
internal sealed record CliStep(string Call, string[] Arguments, CliLook Look = CliLook.End);

/// <summary>What is compared beside how a command ended.</summary>
internal enum CliLook
{
    /// <summary>Nothing.</summary>
    End,

    /// <summary>All of standard output.</summary>
    Output,

    /// <summary>The output of <see cref="Probe"/>, line by line.</summary>
    Inside,

    /// <summary>The JSON of the API.</summary>
    Api,

    /// <summary>It prepares the case and must succeed.</summary>
    Prepare,
}
