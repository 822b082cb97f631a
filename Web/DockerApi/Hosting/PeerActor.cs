using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>Turns a peer of the socket into an actor.</summary>
internal static class PeerActor
{
    /// <summary>Root is an administrator. Members of the socket's group have the role that the settings give them; by default they are administrators too, as with Docker.</summary>
    public static Actor Of(Peer peer, uint group, PanelRole groupRole) => new(
        ActorKind.LinuxUser, $"{peer.Uid}", $"{LinuxAccounts.UserName(peer.Uid) ?? "unknown"} (uid {peer.Uid}){Caller.Suffix}",
        peer.Uid == 0 ? PanelRole.Administrator : peer.IsIn(group) ? groupRole : null, null);

    /// <summary>Records the caller of each connection before its first byte is read: a user of this machine, or a container.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Note(uint group, PanelRole groupRole, IContainers containers) => next => connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket ?? throw new InvalidOperationException("The connection has no socket.");
        var peer = Peer.Of(socket);
        var origin = PeerProcess.OriginOf(socket, peer, containers);
        if (origin.Container is { } container) connection.Features.Set(new ContainerPeer(container.Id));
        else connection.Features.Set(origin.Kind == ProcessOriginKind.Host ? new Caller(Of(peer, group, groupRole)) : Unknown(peer, origin.Reason!));
        return next(connection);
    };

    /// <summary>A caller in a container that the panel cannot identify: it may do nothing, even as root.</summary>
    internal static Caller Unknown(Peer peer, string reason) => new(
        new Actor(ActorKind.Container, null, $"unknown process (uid {peer.Uid}){Caller.Suffix}", null, null), $"The Docker API cannot tell who is calling: {reason}.");
}

/// <summary>Marks a connection from a container.</summary>
/// <param name="Id">The container's id.</param>
internal sealed record ContainerPeer(string Id);
