using Microsoft.AspNetCore.SignalR;
using Panel.Web.Auth;

namespace Panel.Web.Hubs;

/// <summary>A hub connection that is cut when its session ends, even while it waits for a slow reader.</summary>
internal static class WatchedConnection
{
    /// <summary>Starts watching the connection.</summary>
    public static void Begin(HubCallerContext context, SessionWatch sessions)
    {
        if (SessionKey.Of(context.User) is { } session)
            context.Items[nameof(SessionWatch)] = sessions.Watch(session, context.Abort);
        // The policy requires a session; a connection without one cannot be watched, so it is cut.
        else context.Abort();
    }

    /// <summary>The connection has ended by itself.</summary>
    public static void End(HubCallerContext context) => (context.Items.TryGetValue(nameof(SessionWatch), out var watch) ? watch as IDisposable : null)?.Dispose();
}
