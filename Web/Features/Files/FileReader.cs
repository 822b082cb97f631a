using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Files;

/// <summary>Reads containers' files for operators; the Docker API's archives also require that role.</summary>
public sealed class FileReader(ICurrentActor currentActor, IContainerEngine engine)
{
    /// <summary>Why a viewer may not read files.</summary>
    public const string Reason = "A container's files may hold secrets; ask an administrator for the role operator to see them.";

    /// <summary>Lists a directory.</summary>
    /// <exception cref="NotPermittedException">The present role does not allow it.</exception>
    public async Task<DirectoryListing> ListAsync(string id, string path, string search, CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        return await engine.Containers.ListDirectoryAsync(id, path, new DirectoryQuery { Search = search }, cancellationToken);
    }

    /// <summary>The paths that exist.</summary>
    public async Task<IReadOnlyList<string>> ExistingAsync(string id, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        List<string> existing = [];
        foreach (var path in paths)
        {
            try
            {
                await engine.Containers.StatFileAsync(id, path, cancellationToken);
                existing.Add(path);
            }
            catch (ObjectNotFoundException)
            {
                // The file is new.
            }
        }

        return existing;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!(await currentActor.GetAsync(cancellationToken)).May(PanelRole.Operator)) throw new NotPermittedException(Reason);
    }
}
