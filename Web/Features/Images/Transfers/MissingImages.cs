using System.Security.Claims;
using Panel.Engine.Contract;
using Panel.Web.Features.Registries;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>Pulls what a container is to be made from and is not on this machine.</summary>
public sealed class MissingImages(IContainerEngine engine, ImageTransfers transfers, StoredRegistries registries)
{
    /// <summary>Whether an image is here under this name or id.</summary>
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

    /// <summary>The name to pull: one without a registry is the default registry's.</summary>
    public async Task<string> QualifyAsync(string reference, CancellationToken cancellationToken)
    {
        var stored = await registries.ListAsync(cancellationToken);
        return ImageNames.Qualify(reference, stored.FirstOrDefault(row => row.IsDefault)?.Address ?? ImageNames.DockerHubAddress);
    }

    /// <summary>Begins to pull it; its progress is that of the transfer.</summary>
    /// <exception cref="ConflictException">Too many transfers are under way.</exception>
    public ImageTransfer Pull(string qualified, ClaimsPrincipal person) => transfers.Pull(person, new PullSpec(qualified));
}
