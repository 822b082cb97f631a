using Panel.Engine.Contract;

namespace Panel.Web.Door;

/// <summary>Folders of the host that operators may bind into containers, as the settings name them.</summary>
/// <param name="folders">Absolute paths.</param>
internal sealed class OpenFolders(IEnumerable<string> folders)
{
    /// <summary>Absolute, without a slash at the end.</summary>
    public IReadOnlyList<string> All { get; } = [.. folders.Select(Clean)];

    /// <summary>The same specification, whose binds from these folders are held to them if <paramref name="hold"/>; what the caller gave in its place is dropped.</summary>
    public ContainerSpec Confine(ContainerSpec spec, bool hold) => spec with { Mounts = [.. spec.Mounts.Select(mount => mount with { Within = hold ? Of(mount) : null })] };

    private string? Of(MountSpec mount)
    {
        if (mount is not { Kind: MountKind.Bind, Source: { } source }) return null;
        var clean = Clean(source);
        return All.FirstOrDefault(folder => clean == folder || clean.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    /// <summary>The end of a sentence that begins with "operators may bind".</summary>
    public string Describe() => All.Count == 0 ? "none of them" : $"only what lies in {string.Join(", ", All)}";

    private static string Clean(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
