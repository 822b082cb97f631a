namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>What both daemons are asked one after another; the last is a clean-up, whatever came before.</summary>
/// <param name="Name">Kind, field and value; the tables of differences match it.</param>
/// <param name="Steps">Requests. A case ends at the first that both refuse, or that only one of them does.</param>
internal sealed record GeneratedCase(string Name, IReadOnlyList<Step> Steps);

/// <summary>A request.</summary>
/// <param name="Call">How <see cref="MayDiffer"/> names the operation.</param>
/// <param name="Method">Method.</param>
/// <param name="Path">Path; <c>{exec}</c> is the id in the answer to the step before.</param>
/// <param name="Body">JSON.</param>
/// <param name="Look">How the answer is compared.</param>
internal sealed record Step(string Call, string Method, string Path, string? Body = null, Look Look = Look.Json);

/// <summary>What is compared beside the status.</summary>
internal enum Look
{
    /// <summary>All of the JSON.</summary>
    Json,

    /// <summary>Nothing.</summary>
    Status,

    /// <summary>Nothing, and the body is not read, which may have no end.</summary>
    Head,

    /// <summary>The output of <see cref="Probe"/>, line by line.</summary>
    Inside,
}
