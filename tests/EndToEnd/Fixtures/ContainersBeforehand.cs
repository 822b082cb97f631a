using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Tests.Shared;

namespace Panel.EndToEnd.Fixtures;

/// <summary>Containers that are there before the panel starts: the engine makes them in milliseconds where pages take seconds.</summary>
public static class ContainersBeforehand
{
    /// <summary>Creates <paramref name="count"/> of busybox, <c>container-0000</c> and so on, on the roots of a panel that does not run.</summary>
    public static async Task CreateContainersAsync(this PanelRoots roots, int count, CancellationToken cancellationToken)
    {
        var options = new EngineOptions { DataRoot = roots.Paths.DataRoot, RunRoot = roots.Paths.RunRoot, ShimPath = Repository.PanelShim };
        await using var engine = await NativeEngine.StartAsync(options, NullLoggerFactory.Instance, cancellationToken);
        for (var index = 0; index < count; index++)
            await engine.Containers.CreateAsync(new ContainerSpec { Image = "busybox:latest", Command = ["true"], Name = Name(index) }, cancellationToken);
    }

    /// <summary>Name of one of them.</summary>
    public static string Name(int index) => $"container-{index:d4}";
}
