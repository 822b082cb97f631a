// Compiled against the engine of a former commit (build.sh): what that version does with containers of today's, and the other way round.
// former start DATA RUN SHIM      creates and starts two containers and prints their ids
// former stop DATA RUN SHIM ID    takes up a container, prints how it finds it, stops it, and prints how it ended
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Native;

const string Forever = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done";
await using var engine = await NativeEngine.StartAsync(new EngineOptions { DataRoot = args[1], RunRoot = args[2], ShimPath = args[3] }, NullLoggerFactory.Instance);
if (args[0] == "start")
{
    foreach (var name in (string[])["one", "two"])
    {
        var made = await engine.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Name = name, Command = ["sh", "-c", Forever], Ports = [new PortBinding(80)] });
        await engine.Containers.StartAsync(made.Id);
        Console.WriteLine(made.Id);
    }
}
else
{
    var found = (await engine.Containers.InspectAsync(args[4])).Summary.State;
    Console.WriteLine($"{found.Status} {found.Pid}");
    await engine.Containers.StopAsync(args[4]);
    var ended = (await engine.Containers.InspectAsync(args[4])).Summary.State;
    Console.WriteLine($"{ended.Status} {ended.ExitCode}");
}
