using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Follows a run to its end, by the messages of its shim.</summary>
internal sealed class RunWatcher(
    EnginePaths paths, ContainerFiles files, RunEnds ends, LostRuns lost, RunTakeover takeover,
    RestartPolicies restarts, LifeFollowers followers, BackgroundWork background,
    TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShimTearDown = TimeSpan.FromSeconds(10);

    /// <summary>Follows a run that has begun.</summary>
    public void Watch(Container container)
    {
        Watch(container, LinkTo(container));
        followers.Begun(container);
    }

    /// <summary>Follows a run of an earlier engine.</summary>
    /// <param name="container">The running container, or one whose shim has not answered yet.</param>
    /// <param name="link">The link to its shim.</param>
    public void WatchFound(Container container, ShimLink link)
    {
        Watch(container, link);
        if (!container.AwaitsShim) followers.Begun(container);
    }

    /// <summary>A link to the shim of the container's run.</summary>
    public ShimLink LinkTo(Container container, ExitRecord? formerExit = null) =>
        new(paths.RunSocket(container.Id), paths.RunSpec(container.Id), paths.ContainerExit(container.Id), null, time) { FormerExit = formerExit };

    private void Watch(Container container, ShimLink link) =>
        background.Run(container.Id, "follow run", token => FollowAsync(container, link, token));

    private async Task FollowAsync(Container container, ShimLink link, CancellationToken cancellationToken)
    {
        using var _ = link;
        var run = container.State;
        ExitRecord? exit = null;
        while (await link.ReadAsync(cancellationToken) is { } message)
        {
            if (message.Kind == ShimMessageKind.Started && container.AwaitsShim)
                run = await TakeUpLateAsync(container, link, message, cancellationToken);
            if (message.Kind == ShimMessageKind.Oom) await TellOutOfMemoryAsync(container, cancellationToken);
            if (message.Kind != ShimMessageKind.Exited) continue;
            exit = message.Exit;
            await ReadUntilAsync(link.Channel!, ShimMessageKind.Released, cancellationToken);
            break;
        }
        exit ??= files.LoadExit(container.Id);
        var rootGone = link.Channel is { } channel ? ReadUntilAsync(channel, null, cancellationToken) : Task.CompletedTask;
        using (var held = await container.HoldAsync(cancellationToken))
        {
            // Not cancelled from here on, so that an end is recorded completely.
            if (IsStill(held, run)) await EndAsync(held, exit, rootGone);
        }
        await rootGone;
    }

    private static bool IsStill(HeldContainer held, ContainerStateRecord run) =>
        held.State.HasRun && held.State.Pid == run.Pid && held.State.StartTimeTicks == run.StartTimeTicks && !held.Container.Removed.IsCompleted;

    private async Task EndAsync(HeldContainer held, ExitRecord? exit, Task rootGone)
    {
        held.RootGoesLater(rootGone);
        if (!held.Container.AwaitsShim)
        {
            await ends.SettleAsync(held, exit, applyPolicy: true);
            return;
        }
        // Its shim ended without a word since the engine started: settled as if it had ended before.
        held.ShimGone();
        await lost.SettleAtStartAsync(held);
        if (held.State.Status == ContainerStatus.Restarting) await restarts.RunAsync(held);
    }

    private async Task<ContainerStateRecord> TakeUpLateAsync(
        Container container, ShimLink link, ShimMessage started, CancellationToken cancellationToken)
    {
        using (var held = await container.HoldAsync(cancellationToken)) takeover.TakeUp(held, link, started);
        logger.ShimAnswered(container.Name, container.Id);
        followers.Begun(container);
        return container.State;
    }

    private async Task TellOutOfMemoryAsync(Container container, CancellationToken cancellationToken)
    {
        using var held = await container.HoldAsync(cancellationToken);
        held.OutOfMemory();
        ends.TellOutOfMemory(held);
    }

    /// <summary>Reads until this message, or until the shim hangs up. A shim that hangs in its tear-down keeps its resources; the exit is
    /// known and counts.</summary>
    private static async Task ReadUntilAsync(ShimChannel channel, ShimMessageKind? last, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ShimTearDown);
        try
        {
            while (await channel.ReadAsync(limit.Token) is { } message && message.Kind != last) { }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time limit is over.
        }
    }
}
