using Microsoft.AspNetCore.SignalR;

namespace Panel.Web.Hubs;

/// <summary>Whether the user of a long-lived connection may still read. Asked with a fresh service scope every few seconds.</summary>
public interface IHubSessionCheck
{
    /// <summary>False when the account is gone, disabled, signed out everywhere or below the Viewer role.</summary>
    Task<bool> MayReadAsync(System.Security.Claims.ClaimsPrincipal user, CancellationToken cancellationToken);
}

/// <summary>Closes connections whose user may no longer read. A stream that waits for a slow reader is ended too, since the connection itself is.</summary>
public sealed partial class HubSessions(IServiceScopeFactory scopes, TimeProvider time, ILogger<HubSessions> logger)
{
    // Ends within 5 s (ISOLATION.md, P8): the wait and a query of the database.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    /// <summary>Watches a connection until it ends.</summary>
    public void Watch(HubCallerContext connection) => _ = WatchAsync(connection);

    private async Task WatchAsync(HubCallerContext connection)
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(connection.ConnectionAborted))
            {
                if (!await MayReadAsync(connection))
                {
                    LogRevoked(connection.UserIdentifier, connection.ConnectionId);
                    connection.Abort();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (connection.ConnectionAborted.IsCancellationRequested)
        {
            // The connection ended; there is nothing left to watch.
        }
        catch (Exception error)
        {
            // Fails closed: who cannot be checked does not go on reading.
            LogCheckFailed(error, connection.ConnectionId);
            connection.Abort();
        }
    }

    private async Task<bool> MayReadAsync(HubCallerContext connection)
    {
        await using var scope = scopes.CreateAsyncScope();
        return connection.User is { } user
            && await scope.ServiceProvider.GetRequiredService<IHubSessionCheck>().MayReadAsync(user, connection.ConnectionAborted);
    }

    [LoggerMessage(4101, LogLevel.Information, "Closed the hub connection {ConnectionId} of user {UserId}, who may no longer read")]
    private partial void LogRevoked(string? userId, string connectionId);

    [LoggerMessage(4102, LogLevel.Error, "Closed the hub connection {ConnectionId} because its user could not be checked")]
    private partial void LogCheckFailed(Exception error, string connectionId);
}
