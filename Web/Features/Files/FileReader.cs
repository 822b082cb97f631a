using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.Features.Files;

/// <summary>Looks at containers' files for those who may: operators, as the Docker API's archives are theirs alone.</summary>
public sealed class FileReader(ICurrentActor currentActor, IContainerEngine engine)
{
    /// <summary>Why a viewer may not.</summary>
    public const string Reason = "Files of containers may hold secrets; ask an administrator for the role operator to look at them.";

    /// <summary>What is in a directory.</summary>
    /// <exception cref="NotPermittedException">The role, as it is at this moment, does not allow it.</exception>
    public async Task<DirectoryListing> ListAsync(string id, string path, string search, CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        return await engine.Containers.ListDirectoryAsync(id, path, new DirectoryQuery { Search = search }, cancellationToken);
    }

    /// <summary>Those of the paths that are there.</summary>
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
                // A new one.
            }
        }

        return existing;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!(await currentActor.GetAsync(cancellationToken)).May(PanelRole.Operator)) throw new NotPermittedException(Reason);
    }
}
