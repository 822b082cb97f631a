using Panel.Engine.Contract;
using Panel.Engine.Linux.Cgroups;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public async Task<IReadOnlyList<string>> UpdateAsync(string idOrName, ContainerUpdate update, CancellationToken cancellationToken = default)
    {
        var container = _registry.Find(idOrName);
        using (await container.LockSettledAsync(cancellationToken))
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
                _files.Save(config);
            }
            catch
            {
                if (update.Resources is not null && container.IsRunning) Apply(container, spec.Resources, old.Resources);
                throw;
            }
            container.Config = config;
            _events.Publish(container, "update");
            _watchers.Changed(container);
            return [.. LimitWarnings.OfChange(old.Resources, spec.Resources)];
        }
    }

    // The new values replace what a newer version wrote there.
    private static bool IsReplaced(string path, ContainerUpdate update) =>
        (update.RestartPolicy is not null && path.StartsWith("$.spec.restartPolicy", StringComparison.Ordinal))
        || (update.Resources is not null && path.StartsWith("$.spec.resources", StringComparison.Ordinal));

    private void Apply(Container container, ResourceLimits from, ResourceLimits to)
    {
        var cgroup = CgroupHost.Detect().Group(_services.Paths.Cgroup(container.Config));
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
                ? new InvalidInputException($"The container {container.Name} uses more memory than this limit would allow; give it more, or stop it first.", "Resources.MemoryBytes")
                : new InvalidInputException($"The kernel refuses these limits: {refusal.Message}. All limits stay as they were.", "Resources");
        }
    }
}
