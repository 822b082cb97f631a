using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Door;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The rights of a container that has the API's socket: its creator's rights at this moment. If the creator is disabled, deleted,
/// no longer in the socket's group or unknown, the container has no rights (ADR 0027).</summary>
internal sealed class ContainerCallers(SystemEngine system, IDbContextFactory<PanelDbContext> contexts, PanelOptions options)
{
    /// <summary>The caller for a call of this container.</summary>
    public async Task<Caller> OfAsync(ContainerPeer peer, CancellationToken cancellationToken)
    {
        ContainerDetails container;
        try
        {
            container = await system.Engine.Containers.InspectAsync(peer.Id, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            return Nobody($"unknown through the container {peer.Id[..12]}{Caller.Suffix}", "The calling container has been removed.");
        }

        var (name, creator) = (container.Summary.Name, container.Spec.Creator);
        var through = $"through the container {name} ({container.Summary.ShortId}){Caller.Suffix}";
        if (creator is null) return Nobody($"unknown {through}", $"The panel does not know who created the container {name}, so it may not use the Docker API; create it again.");
        var (user, role) = await CreatorAsync(creator, cancellationToken);
        var actor = new Actor(ActorKind.Container, creator.Id, $"{user} {through}", role, null) { Creator = creator };
        return new Caller(actor, role is null ? $"{user}, who created the container {name}, may no longer use the panel, so neither may the container." : null);
    }

    private async Task<(string Name, PanelRole? Role)> CreatorAsync(ContainerCreator creator, CancellationToken cancellationToken) => creator.Kind switch
    {
        nameof(ActorKind.User) => await UserAsync(creator, cancellationToken),
        nameof(ActorKind.LinuxUser) when uint.TryParse(creator.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) =>
            (Named(creator), LinuxAccounts.MayUseSocket(uid) ? PanelRole.Administrator : null),
        // Only expiry revokes a certificate, and the certificate was valid for the API over TCP.
        nameof(ActorKind.Certificate) => (Named(creator), options.ApiTcp.Endpoint is null ? null : PanelRole.Administrator),
        _ => (creator.Name, null),
    };

    private async Task<(string Name, PanelRole? Role)> UserAsync(ContainerCreator creator, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await database.Users.AsNoTracking().Where(user => user.Id == creator.Id).Select(user => new { user.UserName, user.Role, user.Disabled }).FirstOrDefaultAsync(cancellationToken);
        return (user?.UserName ?? creator.Name, user is { Disabled: false } ? user.Role : null);
    }

    private static string Named(ContainerCreator creator) => creator.Name.Replace(Caller.Suffix, "", StringComparison.Ordinal);

    private static Caller Nobody(string name, string refusal) => new(new Actor(ActorKind.Container, null, name, null, null), refusal);
}
