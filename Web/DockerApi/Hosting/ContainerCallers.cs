using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>
/// What a container may do that was given the API's socket: what its creator may at this moment. A creator who is disabled, deleted, out of the
/// socket's group or not known leaves it nothing (ADR 0027).
/// </summary>
internal sealed class ContainerCallers(IContainerEngine engine, IDbContextFactory<PanelDbContext> contexts, PanelOptions options)
{
    /// <summary>In whose name a call of the container acts.</summary>
    public async Task<Caller> OfAsync(ContainerPeer peer, CancellationToken cancellationToken)
    {
        ContainerDetails container;
        try
        {
            container = await engine.Containers.InspectAsync(peer.Id, cancellationToken);
        }
        catch (ObjectNotFoundException)
        {
            return Nobody($"unknown through the container {peer.Id[..12]}{Caller.Suffix}", "The container that asks has been removed.");
        }

        var (name, creator) = (container.Summary.Name, container.Spec.Creator);
        var through = $"through the container {name} ({container.Summary.ShortId}){Caller.Suffix}";
        if (creator is null) return Nobody($"unknown {through}", $"Nobody noted who created the container {name}, so it may not use the Docker API; create it anew.");
        var (user, role) = await CreatorAsync(creator, cancellationToken);
        var actor = new Actor(ActorKind.Container, creator.Id, $"{user} {through}", role, null) { Creator = creator };
        return new Caller(actor, role is null ? $"{user}, who created the container {name}, may not use the panel any more, so neither may the container." : null);
    }

    private async Task<(string Name, PanelRole? Role)> CreatorAsync(ContainerCreator creator, CancellationToken cancellationToken) => creator.Kind switch
    {
        nameof(ActorKind.User) => await UserAsync(creator, cancellationToken),
        nameof(ActorKind.LinuxUser) when uint.TryParse(creator.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) =>
            (Named(creator), LinuxAccounts.MayUseSocket(uid) ? PanelRole.Administrator : null),
        // Nothing but its own end revokes a certificate, and the API over TCP is what it was for.
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
