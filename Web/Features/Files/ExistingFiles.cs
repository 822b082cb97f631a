using Panel.Engine.Contract;

namespace Panel.Web.Features.Files;

/// <summary>Which files a container has already.</summary>
internal static class ExistingFiles
{
    /// <summary>Why a viewer may not read files.</summary>
    public const string Reason = "A container's files may hold secrets; ask an administrator for the role operator to see them.";

    /// <summary>Those of the paths that exist.</summary>
    public static async Task<IReadOnlyList<string>> AmongAsync(IContainers containers, string id, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        List<string> existing = [];
        foreach (var path in paths)
        {
            try
            {
                await containers.StatFileAsync(id, path, cancellationToken);
                existing.Add(path);
            }
            catch (ObjectNotFoundException)
            {
                // The file is new.
            }
        }

        return existing;
    }
}
