namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>What both daemons are asked one after another; the last is a clean-up, whatever came before.</summary>
/// <param name="Name">Kind, field and value; the tables of differences match it.</param>
/// <param name="Steps">Requests. A case ends at the first that both refuse, or that only one of them does.</param>
/// <param name="Leaves">What it makes beside the container <c>case</c>.</param>
internal sealed record GeneratedCase(string Name, IReadOnlyList<Step> Steps, Leaves Leaves = Leaves.Nothing);

/// <summary>What a case makes that is taken away before and after it, because its answers list all there is.</summary>
internal enum Leaves
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Images; busybox stays.</summary>
    Images,

    /// <summary>Volumes; the one of <c>kept</c> stays.</summary>
    Volumes,
}

/// <summary>A request.</summary>
/// <param name="Call">How <see cref="MayDiffer"/> names the operation.</param>
/// <param name="Method">Method.</param>
/// <param name="Path">Path; <c>{exec}</c> is the id in the answer to the step before, <c>{begun}</c> and <c>{now}</c> are times.</param>
/// <param name="Body">JSON.</param>
/// <param name="Look">How the answer is compared.</param>
/// <param name="Upload">A file as the body.</param>
/// <param name="Account">The header <c>X-Registry-Auth</c>.</param>
internal sealed record Step(string Call, string Method, string Path, string? Body = null, Look Look = Look.Json, byte[]? Upload = null, string? Account = null);

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

    /// <summary>A JSON document a line, as one list.</summary>
    Lines,

    /// <summary>Whether the lines of a transfer's progress tell of an error; the words are each one's own. A case ends where one does.</summary>
    Progress,
}
