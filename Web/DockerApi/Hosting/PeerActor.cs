using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Panel.Engine.Contract;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>A peer of the socket as the actor of what it asks for.</summary>
internal static class PeerActor
{
    /// <summary>Root and members of the socket's group are administrators, as with Docker: whoever may make containers is root on the machine.</summary>
    public static Actor Of(Peer peer, uint group) => new(
        ActorKind.LinuxUser, $"{peer.Uid}", $"{LinuxAccounts.UserName(peer.Uid) ?? "unknown"} (uid {peer.Uid}){Caller.Suffix}",
        peer.IsRootOrIn(group) ? PanelRole.Administrator : null, null);

    /// <summary>Notes who calls over each connection, before a byte of it is read: a user of this machine, or a container.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Note(uint group, IContainers containers) => next => connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket ?? throw new InvalidOperationException("The connection has no socket.");
        var peer = Peer.Of(socket);
        var origin = PeerProcess.OriginOf(socket, peer, containers);
        if (origin.Container is { } container) connection.Features.Set(new ContainerPeer(container.Id));
        else connection.Features.Set(origin.Kind == ProcessOriginKind.Host ? new Caller(Of(peer, group)) : Unknown(peer, origin.Reason!));
        return next(connection);
    };

    /// <summary>Somebody in a container that nobody may identify: may do nothing, be it root.</summary>
    internal static Caller Unknown(Peer peer, string reason) => new(
        new Actor(ActorKind.Container, null, $"unknown process (uid {peer.Uid}){Caller.Suffix}", null, null), $"The Docker API does not know who asks: {reason}.");
}

/// <summary>A container is at the other end of the connection.</summary>
/// <param name="Id">Its id.</param>
internal sealed record ContainerPeer(string Id);
