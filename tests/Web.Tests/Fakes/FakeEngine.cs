using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

/// <summary>An engine in memory. Tests say what happens; nothing happens by itself.</summary>
public sealed class FakeEngine : IContainerEngine
{
    public FakeContainers Containers { get; } = new();
    public FakeImages Images { get; } = new();
    public FakeRegistries Registries { get; } = new();
    public FakeEvents Events { get; } = new();
    public FakeHost System { get; } = new();
    public FakeNetworks Networks { get; } = new();
    public FakeVolumes Volumes { get; } = new();
    public IReadOnlyList<EngineProblem> Problems { get; set; } = [];

    public Task<IReadOnlyList<EngineProblem>> GetProblemsAsync(CancellationToken cancellationToken = default) => Task.FromResult(Problems);

    IContainers IContainerEngine.Containers => Containers;
    IImages IContainerEngine.Images => Images;
    IRegistries IContainerEngine.Registries => Registries;
    INetworks IContainerEngine.Networks => Networks;
    IVolumes IContainerEngine.Volumes => Volumes;
    IEngineEvents IContainerEngine.Events => Events;
    IHostSystem IContainerEngine.System => System;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
