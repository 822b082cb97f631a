namespace Panel.Tests.Shared;

/// <summary>Waits for events in another process.</summary>
public static class Poll
{
    /// <summary>Checks the condition ten times a second until it is true.</summary>
    /// <exception cref="TimeoutException">The condition was not true in time; the message says what was awaited.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var end = TimeProvider.System.GetUtcNow() + (patience ?? TimeSpan.FromSeconds(20));
        do
        {
            if (await condition()) return;
        }
        while (TimeProvider.System.GetUtcNow() < end && await timer.WaitForNextTickAsync(cancellationToken));
        throw new TimeoutException($"Waited in vain until {what}.");
    }
}
