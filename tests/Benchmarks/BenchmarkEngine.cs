using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Engine.Native.Images;
using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>The engine on its own roots, with busybox; everything is removed at the end.</summary>
internal sealed class BenchmarkEngine : IAsyncDisposable
{
    private NativeEngine? _engine;

    public PanelRoots Roots { get; } = new();

    public IContainers Containers => Engine.Containers;

    private NativeEngine Engine => _engine ?? throw new InvalidOperationException("The engine does not run.");

    public static async Task<BenchmarkEngine> StartAsync(CancellationToken cancellationToken)
    {
        var benchmark = new BenchmarkEngine();
        try
        {
            var options = new EngineOptions { DataRoot = benchmark.Roots.Paths.DataRoot, RunRoot = benchmark.Roots.Paths.RunRoot, ShimPath = Repository.PanelShim };
            benchmark._engine = await NativeEngine.StartAsync(options, NullLoggerFactory.Instance, cancellationToken);
            var script = Path.Combine(Repository.Root, "docker-bootstrap", "images", "build.sh");
            await foreach (var _ in new BaseImageBuilder(benchmark.Engine.Images, benchmark.Engine.Paths, script).BuildAsync("busybox", cancellationToken))
            {
            }

            return benchmark;
        }
        catch
        {
            await benchmark.DisposeAsync();
            throw;
        }
    }

    public static ContainerSpec Spec(params string[] command) => new() { Image = "busybox:latest", Command = command };

    public async Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var created = await Containers.CreateAsync(spec, cancellationToken);
        await Containers.StartAsync(created.Id, cancellationToken);
        return created.Id;
    }

    /// <summary>Releases the roots; containers keep running.</summary>
    public async Task StopAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        _engine = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Roots.RemoveAsync();
    }
}
