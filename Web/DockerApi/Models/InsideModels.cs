using System.Text.Json.Serialization;

namespace Panel.Web.DockerApi.Models;

/// <summary>The processes of a container.</summary>
internal sealed record TopModel(List<string> Titles, List<List<string>> Processes);

/// <summary>A path that differs from the image: 0 modified, 1 added, 2 deleted.</summary>
internal sealed record ChangeModel(string Path, int Kind);

/// <summary>A path of a container, in a header.</summary>
internal sealed record PathStat(
    [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("size")] long Size, [property: JsonPropertyName("mode")] uint Mode,
    [property: JsonPropertyName("mtime")] string ModifiedAt, [property: JsonPropertyName("linkTarget")] string LinkTarget);

/// <summary>The answer to a commit.</summary>
internal sealed record CommitResponse(string Id);
