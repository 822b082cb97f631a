using Panel.Engine.Contract;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Containers.Recreation;

/// <summary>Replaces a container with one made from another specification.</summary>
/// <remarks>The new container exists before the old one stops, and the old one is removed only when the new one runs: whatever fails, one
/// of the two remains.</remarks>
public sealed class ContainerRecreation(IContainerEngine engine, ContainerLaunch launch, ILogger<ContainerRecreation> logger)
{
    /// <summary>The container's settings beyond its image, as the start of an edit or a copy.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such container.</exception>
    public async Task<ContainerSpec> ReadAsync(string idOrName, CancellationToken cancellationToken)
    {
        var details = await engine.Containers.InspectAsync(idOrName, cancellationToken);
        try
        {
            return SpecDifference.Of(details, (await engine.Images.InspectAsync(details.Summary.ImageId, cancellationToken)).Configuration);
        }
        catch (ObjectNotFoundException)
        {
            // The image was removed meanwhile, so all settings count as the container's own.
            return details.Spec with { Name = null };
        }
    }

    /// <summary>Replaces a container; the new one starts if the old one was running or <paramref name="start"/> is set.</summary>
    /// <remarks>
    /// Containers that join its namespaces joined the old one only. <paramref name="withSharers"/> replaces them too; without it, a warning names them.
    /// </remarks>
    /// <exception cref="ConflictException">The old one would be gone once it is stopped, so it could not be put back.</exception>
    /// <exception cref="EngineException">The new one could not be made or started; the old one is there as it was, or the sentence says what is not.</exception>
    public async Task<ContainerCreated> ReplaceAsync(string id, ContainerSpec spec, bool start, bool withSharers = false)
    {
        // Not cancellable from here on: a half-done replacement would be worse than none.
        var old = await engine.Containers.InspectAsync(id, CancellationToken.None);
        if (old.Spec.AutoRemove) throw new ConflictException($"{old.Summary.Name} is removed when it stops, so it could not be put back; duplicate it instead.");
        var name = spec.Name ?? old.Summary.Name;
        var mark = Guid.NewGuid().ToString("N")[..8];
        var made = await engine.Containers.CreateAsync(spec with { Name = $"{name}-new-{mark}", Mounts = SpecDifference.WithVolumesOf(old, spec.Mounts) });
        var created = (await engine.Containers.InspectAsync(made.Id, CancellationToken.None)).Summary;
        var ran = old.Summary.State.IsRunning || old.Summary.State.Status == ContainerStatus.Restarting;
        // Read before the stop, which ends those that share its processes.
        var sharers = await NamespaceSharing.SharersAsync(engine.Containers, old.Summary.Id, CancellationToken.None);
        var (renamed, named) = (false, false);
        try
        {
            if (ran) await engine.Containers.StopAsync(old.Summary.Id);
            await engine.Containers.RenameAsync(old.Summary.Id, $"{old.Summary.Name}-old-{mark}");
            renamed = true;
            await engine.Containers.RenameAsync(created.Id, name);
            named = true;
            if (ran || start) await engine.Containers.StartAsync(created.Id);
        }
        catch (Exception cause)
        {
            List<string> failures = [];
            var isGone = await TryAsync(() => launch.DiscardAsync(made, withVolumes: false), failures);
            // What cannot be removed must not keep the old one's name.
            if (named && !isGone) await TryAsync(() => engine.Containers.RenameAsync(created.Id, made.Name), failures);
            if (renamed) await TryAsync(() => engine.Containers.RenameAsync(old.Summary.Id, old.Summary.Name), failures);
            if (ran && await TryAsync(() => engine.Containers.StartAsync(old.Summary.Id), failures))
                foreach (var sharer in sharers.Where(sharer => sharer.State.IsRunning)) await TryAsync(() => engine.Containers.RestartAsync(sharer.Id), failures);
            if (failures.Count == 0) throw;
            throw new EngineFailureException($"{Sentence(Problem.Describe(cause, logger))} Not all could be put back: {string.Join(' ', failures)}", "recreate container", inner: cause);
        }

        List<string> warnings = [.. made.Warnings];
        foreach (var sharer in sharers) warnings.AddRange(withSharers ? await FollowAsync(sharer, old.Summary.Id, made.Id) : [Stranded(sharer, name)]);
        List<string> failed = [];
        var former = old.Summary with { Name = $"{old.Summary.Name}-old-{mark}" };
        if (!await TryAsync(() => engine.Containers.RemoveAsync(former.Id, force: true), failed)) warnings.Add($"The old container is still there as {former.Name}: {failed[0]}");
        return made with { Name = name, Warnings = warnings };
    }

    private static string Stranded(ContainerSummary sharer, string name) => $"{sharer.Name} joined namespaces of the container that was replaced. Edit it to join those of {name}.";

    private async Task<IReadOnlyList<string>> FollowAsync(ContainerSummary sharer, string from, string to)
    {
        IReadOnlyList<string> warnings = [];
        List<string> failed = [];
        var isMoved = await TryAsync(async () =>
        {
            var spec = NamespaceSharing.Moved(await ReadAsync(sharer.Id, CancellationToken.None), from, to);
            warnings = (await ReplaceAsync(sharer.Id, spec, sharer.State.IsRunning, withSharers: true)).Warnings;
        }, failed);
        return isMoved ? warnings : [$"{sharer.Name} could not be recreated: {failed[0]}", Stranded(sharer, (await engine.Containers.InspectAsync(to, CancellationToken.None)).Summary.Name)];
    }

    // Each step of putting back is tried, whatever became of the one before; what failed is told after the reason of it all.
    private async Task<bool> TryAsync(Func<Task> step, List<string> failures)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception error)
        {
            failures.Add(Sentence(Problem.Describe(error, logger)));
            return false;
        }
    }

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";
}
