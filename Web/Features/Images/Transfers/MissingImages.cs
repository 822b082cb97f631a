using System.Security.Claims;
using Panel.Engine.Contract;
using Panel.Web.Features.Registries;
using Panel.Web.Jobs;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>Pulls the image of a new container if this machine does not have it.</summary>
internal sealed class MissingImages(IContainerEngine engine, ImageTransfers transfers, StoredRegistries registries)
{
    /// <summary>Whether an image with this name or id is on this machine.</summary>
    public async Task<bool> IsHereAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Images.InspectAsync(reference, cancellationToken);
            return true;
        }
        catch (ObjectNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The name to pull; a name without a registry belongs to the default registry.</summary>
    public async Task<string> QualifyAsync(string reference, CancellationToken cancellationToken)
    {
        var stored = await registries.ListAsync(cancellationToken);
        return ImageNames.Qualify(reference, stored.FirstOrDefault(row => row.IsDefault)?.Address ?? ImageNames.DockerHubAddress);
    }

    /// <summary>Begins the pull; the job shows the progress.</summary>
    /// <exception cref="NotPermittedException">The person's role does not allow it.</exception>
    /// <exception cref="ConflictException">Too many transfers are under way.</exception>
    public Task<RunningJob> PullAsync(string qualified, ClaimsPrincipal person) => transfers.PullAsync(person, new PullSpec(qualified));
}
