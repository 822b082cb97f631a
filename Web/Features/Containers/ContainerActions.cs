using MudBlazor;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Containers;

/// <summary>The actions of this browser tab on containers. They continue when their page is left, and every page shows them.</summary>
public sealed class ContainerActions(IContainerEngine engine, ISnackbar snackbar, ILogger<ContainerActions> logger)
{
    private const int AtOnce = 8;
    private const string Killing = "killing…";
    private readonly Dictionary<string, string> _busy = [];
    private readonly Dictionary<string, string> _failures = [];

    /// <summary>Raised when an action begins or ends.</summary>
    public event Action? Changed;

    /// <summary>The running bulk action; null when there is none.</summary>
    public BulkProgress? Bulk { get; private set; }

    /// <summary>The present action on a container, such as <c>stopping…</c>; null when there is none.</summary>
    public string? Busy(string id) => _busy.GetValueOrDefault(id);

    /// <summary>Why the last action on the container failed; null when it did not fail.</summary>
    public string? Failure(string id) => _failures.GetValueOrDefault(id);

    /// <summary>Starts it.</summary>
    public Task<bool> StartAsync(ContainerSummary container) => RunAsync(container, "starting…", row => engine.Containers.StartAsync(row.Id));

    /// <summary>Stops it.</summary>
    public Task<bool> StopAsync(ContainerSummary container) => RunAsync(container, "stopping…", row => engine.Containers.StopAsync(row.Id));

    /// <summary>Kills it.</summary>
    public Task<bool> KillAsync(ContainerSummary container) => RunAsync(container, Killing, row => engine.Containers.KillAsync(row.Id));

    /// <summary>Stops and starts it.</summary>
    public Task<bool> RestartAsync(ContainerSummary container) => RunAsync(container, "restarting…", row => engine.Containers.RestartAsync(row.Id));

    /// <summary>Freezes it.</summary>
    public Task<bool> PauseAsync(ContainerSummary container) => RunAsync(container, "pausing…", row => engine.Containers.PauseAsync(row.Id));

    /// <summary>Resumes it.</summary>
    public Task<bool> UnpauseAsync(ContainerSummary container) => RunAsync(container, "resuming…", row => engine.Containers.UnpauseAsync(row.Id));

    /// <summary>Removes it, killing it if it runs.</summary>
    public Task<bool> RemoveAsync(ContainerSummary container, bool withVolumes) =>
        RunAsync(container, "removing…", row => engine.Containers.RemoveAsync(row.Id, force: true, withVolumes));

    /// <summary>Starts several.</summary>
    public Task StartAllAsync(IReadOnlyList<ContainerSummary> containers) => AllAsync("Starting", containers, StartAsync);

    /// <summary>Stops several.</summary>
    public Task StopAllAsync(IReadOnlyList<ContainerSummary> containers) => AllAsync("Stopping", containers, StopAsync);

    /// <summary>Removes several.</summary>
    public Task RemoveAllAsync(IReadOnlyList<ContainerSummary> containers, bool withVolumes) =>
        AllAsync("Removing", containers, container => RemoveAsync(container, withVolumes));

    private async Task AllAsync(string verb, IReadOnlyList<ContainerSummary> containers, Func<ContainerSummary, Task<bool>> action)
    {
        Bulk = new BulkProgress(verb, containers.Count, 0);
        var failed = 0;
        using var slots = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(containers.Select(async container =>
        {
            await slots.WaitAsync();
            failed += await action(container) ? 0 : 1;
            slots.Release();
            Bulk = Bulk! with { Done = Bulk!.Done + 1 };
            Changed?.Invoke();
        }));
        Bulk = null;
        if (failed > 0)
        {
            snackbar.Add($"{failed} of {Format.Count(containers.Count, "container")} failed; their rows say why.", Severity.Error);
        }

        Changed?.Invoke();
    }

    private async Task<bool> RunAsync(ContainerSummary container, string doing, Func<ContainerSummary, Task> action)
    {
        // A kill does not wait for a long stop: it ends the stop, too.
        var ownDoing = _busy.TryAdd(container.Id, doing);
        if (!ownDoing && doing != Killing)
        {
            return true;
        }

        if (!ownDoing) _busy[container.Id] = doing;

        _failures.Remove(container.Id);
        Changed?.Invoke();
        try
        {
            await action(container);
            return true;
        }
        catch (Exception error)
        {
            var sentence = Problem.Describe(error, logger);
            _failures[container.Id] = sentence;
            if (Bulk is null)
            {
                snackbar.Add(sentence, Severity.Error);
            }

            return false;
        }
        finally
        {
            _busy.Remove(container.Id);
            Changed?.Invoke();
        }
    }
}

/// <summary>The progress of a bulk action.</summary>
/// <param name="Verb">Stopping, …</param>
/// <param name="Total">The number of containers.</param>
/// <param name="Done">The number of completed ones.</param>
public sealed record BulkProgress(string Verb, int Total, int Done);
