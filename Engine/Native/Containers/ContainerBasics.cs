using Panel.Engine.Native.Seccomp;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Containers;

/// <summary>What the containers' life and the services beside it both need.</summary>
internal sealed class ContainerBasics : IAsyncDisposable
{
    public ContainerBasics(ContainerServices services)
    {
        Services = services;
        Watchers = new ContainerWatchers(Registry);
        Files = new ContainerFiles(services.Paths, new DraftFiles(TimeProvider.System, (path, fault) => services.Logger.DraftNotKept(fault, path)));
        Background = new BackgroundWork(services.Logger);
        Journal = new ContainerJournal(Files, Watchers, Background, services.Time, services.Logger);
        Events = new ContainerEvents(services.Events);
        Reasons = new FailureReasons(services.Logger);
        Filters = new SeccompFilters(services.Paths);
        Shims = new ShimProcess(
            services.Options.ShimPath, services.Paths.RunExecSpec(new string('0', 64), new string('0', 64)), services.Options.ShimEnvironment);
        Shared = new SharedNamespaces(Registry, services.Options.UserNamespaceDefault);
        Exits = new AutoRemovedExits(services.Time);
    }

    public ContainerServices Services { get; }

    public ContainerRegistry Registry { get; } = new();

    public ContainerWatchers Watchers { get; }

    public ContainerFiles Files { get; }

    public BackgroundWork Background { get; }

    public ContainerJournal Journal { get; }

    public ContainerEvents Events { get; }

    public FailureReasons Reasons { get; }

    public SeccompFilters Filters { get; }

    public ShimProcess Shims { get; }

    public SharedNamespaces Shared { get; }

    public AutoRemovedExits Exits { get; }

    /// <summary>Releases the containers, which keep running.</summary>
    public async ValueTask DisposeAsync()
    {
        await Background.DisposeAsync();
        Shims.Dispose();
        Files.Dispose();
    }
}
