using Microsoft.AspNetCore.Connections;
using Panel.Web.Operations;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>A peer of the socket as the actor of what it asks for.</summary>
internal static class PeerActor
{
    /// <summary>Root and members of the socket's group are administrators, as with Docker: whoever may make containers is root on the machine.</summary>
    public static Actor Of(Peer peer, uint group) => new(
        ActorKind.LinuxUser, $"{peer.Uid}", $"{LinuxAccounts.UserName(peer.Uid) ?? "unknown"} (uid {peer.Uid}) via docker API",
        peer.IsRootOrIn(group) ? PanelRole.Administrator : null, null);

    /// <summary>Notes the actor of each connection, before a byte of it is read.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Note(uint group) => next => connection =>
    {
        connection.Features.Set(Of(Peer.Of(connection), group));
        return next(connection);
    };
}
