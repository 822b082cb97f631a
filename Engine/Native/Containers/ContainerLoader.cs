using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>
/// Reads the containers on the disk. An unreadable file says nothing about the container, which may well be running: its data
/// comes from its copy, from the run root, and from the shim's specification.
/// </summary>
/// <param name="services">Paths, options and the log.</param>
/// <param name="files">The containers' folders.</param>
/// <param name="journal">Where the containers' changes go.</param>
internal sealed class ContainerLoader(ContainerServices services, ContainerFiles files, IContainerJournal journal)
{
    /// <summary>The container, whole or <see cref="Container.Damage">damaged</see>. That of a run whose folder is not there is
    /// <see cref="Container.IsUnknown">unknown</see>.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="shims">The shims that live.</param>
    public Container Load(string id, LiveShims shims)
    {
        var spec = new Lazy<ShimSpec?>(() => RunRemains.Spec(services.Paths, id));
        var (config, damage) = Config(id, spec);
        var (state, loss) = State(config, spec, shims);
        var isUnknown = damage is not null && IsUnknown(id);
        if (isUnknown) damage = $"Its folder {services.Paths.Container(id)} is not there: the disk is not mounted, or somebody removed the folder.";
        if (damage is not null && !state.HasRun) state = state with { Status = ContainerStatus.Dead, Error = damage };
        return new Container(config, state, journal, new ContainerLoss(damage, loss, isUnknown));
    }

    private bool IsUnknown(string id) => !Directory.Exists(services.Paths.Container(id));

    private (ContainerConfig Config, string? Damage) Config(string id, Lazy<ShimSpec?> spec)
    {
        try
        {
            return (files.LoadConfig(id), null);
        }
        catch (DamagedStateException fault)
        {
            services.Logger.Damaged(id, fault.Message);
            return Copy(id) is { } copy ? (copy, null) : (Placeholder(id, spec.Value, IsUnknown(id)), fault.Message);
        }
    }

    private ContainerConfig? Copy(string id)
    {
        try
        {
            return files.LoadConfigCopy(id);
        }
        catch (DamagedStateException)
        {
            // Containers of older engines have none. The configuration's own fault is reported.
            return null;
        }
    }

    private (ContainerStateRecord State, string? Loss) State(ContainerConfig config, Lazy<ShimSpec?> spec, LiveShims shims)
    {
        try
        {
            var state = files.LoadState(config.Id);
            return (shims.Run(config.Id) ? OfTheRun(state, config, spec) : state, null);
        }
        catch (DamagedStateException fault)
        {
            services.Logger.Damaged(config.Id, fault.Message);
            return (Run(config.Id) ?? Unknown(config, spec, fault.Message), fault.Message);
        }
    }

    // The record may come from a backup that was restored while the container ran: of no run, of another boot, or with other ports.
    private ContainerStateRecord OfTheRun(ContainerStateRecord state, ContainerConfig config, Lazy<ShimSpec?> spec)
    {
        var run = Run(config.Id);
        if (state.HasRun && state.BootId == services.BootId) return run is null ? state : state with { Lease = run.Lease };
        return run ?? state.WithoutRun() with { Status = Idle(state.Status), Starting = true, BootId = services.BootId, Lease = Lease(config, spec) };
    }

    // From this boot only. That run may have ended since; the pid must come from the shim.
    private ContainerStateRecord? Run(string id)
    {
        try
        {
            return files.LoadRun(id) is var run && run.BootId == services.BootId
                ? run with { Starting = true, Status = Idle(run.Status) } : null;
        }
        catch (DamagedStateException)
        {
            return null;
        }
    }

    // Nothing may start what a shim has already, and only the shim tells what runs.
    private static ContainerStatus Idle(ContainerStatus status) => status == ContainerStatus.Created ? status : ContainerStatus.Exited;

    private static EndpointLease? Lease(ContainerConfig config, Lazy<ShimSpec?> spec) =>
        spec.Value is { } known ? RunRemains.Lease(known, config.PublishedPorts) : null;

    private ContainerStateRecord Unknown(ContainerConfig config, Lazy<ShimSpec?> spec, string reason) => new()
    {
        Status = ContainerStatus.Exited,
        Starting = true,
        BootId = services.BootId,
        ExitCode = 255,
        Error = reason,
        // It has run if it ever wrote a log; then its restart policy applies.
        StartedAt = File.Exists(services.Paths.ContainerLog(config.Id)) ? File.GetLastWriteTimeUtc(services.Paths.ContainerLog(config.Id)) : null,
        Lease = Lease(config, spec),
    };

    private ContainerConfig Placeholder(string id, ShimSpec? spec, bool isUnknown) => new()
    {
        Version = ContainerConfig.CurrentVersion,
        Id = id,
        Name = (isUnknown ? "unknown_" : "damaged_") + id[..12],
        CreatedAt = Directory.GetCreationTimeUtc(isUnknown ? services.Paths.RunContainer(id) : services.Paths.Container(id)),
        Spec = new ContainerSpec { Image = "", Hostname = spec?.Hostname, CgroupParent = RunRemains.CgroupParent(spec, services.Paths), Tty = spec?.Process.Tty ?? false, OpenStdin = spec?.Process.OpenStdin ?? false },
        ImageId = "",
        Process = spec?.Process is { } process
            ? new ProcessDetails(process.Arguments, process.Environment, process.WorkingDirectory, process.User, "SIGTERM")
            : new ProcessDetails([], [], "/", "", "SIGTERM"),
        Labels = [],
        ExposedPorts = [],
        Mounts = spec is null ? [] : RunRemains.Mounts(spec, services.Paths),
        LogRotation = services.Options.DefaultLogRotation,
        UserNamespaceBase = spec?.UserNamespace?.FirstId,
    };
}
