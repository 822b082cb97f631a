using Microsoft.AspNetCore.SignalR;
using Panel.Web.Auth;

namespace Panel.Web.Hubs;

/// <summary>A hub's connection that is cut when its session ends, also while it waits for a slow reader.</summary>
internal static class WatchedConnection
{
    /// <summary>Watches it from now on.</summary>
    public static void Begin(HubCallerContext context, SessionWatch sessions)
    {
        if (SessionKey.Of(context.User) is { } session)
            context.Items[nameof(SessionWatch)] = sessions.Watch(session, context.Abort);
        // Policy lets nobody in without them; who could not be watched may not stay.
        else context.Abort();
    }

    /// <summary>It is over by itself.</summary>
    public static void End(HubCallerContext context) => (context.Items.TryGetValue(nameof(SessionWatch), out var watch) ? watch as IDisposable : null)?.Dispose();
}
