using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.Words;

namespace Panel.Engine.Native.Containers;

/// <summary>Changes the name, the limits and the restart policy of containers.</summary>
internal sealed class ContainerChanges(ContainerRegistry registry, EnginePaths paths, IContainerJournal journal, ContainerEvents events)
{
    public async Task RenameAsync(string idOrName, string newName, CancellationToken cancellationToken = default)
    {
        var name = newName.StartsWith('/') ? newName[1..] : newName;
        InputCheck.CheckName(name, nameof(newName));
        var container = registry.Find(idOrName);
        using (var held = await container.HoldAsync(cancellationToken))
        {
            Refusals.Dead(container);
            Refusals.Damaged(container, "renamed");
            var old = container.Name;
            if (old == name)
                throw new InvalidInputException(
                    $"Renaming a container with the same name as its current name changes nothing: {name}", nameof(newName));
            registry.ReserveName(name, container.Id);
            try
            {
                held.Configure(container.Config with { Name = name });
            }
            catch
            {
                registry.ReleaseName(name, container.Id);
                throw;
            }
            registry.ReleaseName(old, container.Id);
            events.Publish(container, "rename", ("oldName", old));
            journal.Tell(container);
        }
    }

    public async Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default)
    {
        var container = registry.Find(idOrName);
        using (var held = await container.HoldSettledAsync(cancellationToken))
        {
            Refusals.Dead(container);
            Refusals.Damaged(container, "changed");
            var old = container.Config.Spec;
            var spec = old with { Resources = update.Resources ?? old.Resources, RestartPolicy = update.RestartPolicy ?? old.RestartPolicy };
            SpecValidation.CheckChangeable(spec);
            if (update.Resources is not null && container.IsRunning) Apply(container, old.Resources, spec.Resources);
            var config = container.Config with { Spec = spec, Unread = [.. container.Config.Unread.Where(path => !IsReplaced(path, update))] };
            try
            {
                held.Configure(config);
            }
            catch
            {
                if (update.Resources is not null && container.IsRunning) Apply(container, spec.Resources, old.Resources);
                throw;
            }
            events.Publish(container, "update");
            journal.Tell(container);
            return [.. LimitWarnings.OfChange(old.Resources, spec.Resources)];
        }
    }

    // The new values replace what a newer version wrote there.
    private static bool IsReplaced(string path, ContainerUpdate update) =>
        (update.RestartPolicy is not null && path.StartsWith("$.spec.restartPolicy", StringComparison.Ordinal))
        || (update.Resources is not null && path.StartsWith("$.spec.resources", StringComparison.Ordinal));

    private void Apply(Container container, ResourceLimits from, ResourceLimits to)
    {
        var cgroup = CgroupHost.Detect().Group(paths.Cgroup(container.Config));
        try
        {
            cgroup.Apply(CgroupLimitsOf.Change(from, to));
        }
        catch (KernelException gone) when (gone.Errno is Errno.ENOENT or Errno.ENODEV && container.HasEndedUnrecorded)
        {
            // It ended meanwhile; its next run gets the limits.
        }
        catch (KernelException refusal)
        {
            // Limits set before the refused one are restored; they were accepted before.
            cgroup.Apply(CgroupLimitsOf.Change(to, from));
            throw refusal.Errno == Errno.EBUSY
                ? new InvalidInputException(
                    $"The container {container.Name} uses more memory than this limit would allow; give it more, or stop it first.",
                    "Resources.MemoryBytes")
                : new InvalidInputException($"The kernel refuses these limits: {refusal.Message}. All limits stay as they were.", "Resources");
        }
    }
}
