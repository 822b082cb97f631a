namespace Panel.Web.DockerApi.Models;

/// <summary>The processes of a container.</summary>
internal sealed record TopModel(List<string> Titles, List<List<string>> Processes);

/// <summary>A path that differs from the image: 0 modified, 1 added, 2 deleted.</summary>
internal sealed record ChangeModel(string Path, int Kind);
