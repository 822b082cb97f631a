using Panel.Engine.Contract;
using Panel.Web.Features.Images;
using Panel.Web.Operations;

namespace Panel.Web.Configuration;

/// <summary><c>panel --bootstrap-images</c>: creates the missing base images and ends, without a web server.</summary>
public static class BootstrapCommand
{
    private const string Option = "--bootstrap-images";

    /// <summary>Whether the command line has the option.</summary>
    public static bool IsAsked(string[] args) => args.Contains(Option);

    /// <summary>The other arguments of the command line.</summary>
    public static string[] Settings(string[] args) => [.. args.Where(argument => argument != Option)];

    /// <summary>Creates the images one after another; after a failure it continues with the next one.</summary>
    /// <exception cref="StartUpException">An image could not be created.</exception>
    public static async Task RunAsync(WebApplication app)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        await app.Services.GetRequiredService<StartUp>().RunAsync(stop.Token);
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var engine = services.GetRequiredService<IContainerEngine>();
        var gate = new OperationGate(new SystemActor(), services.GetRequiredService<IAuditTrail>());
        var operations = new ImageOperations(gate, engine, services.GetRequiredService<IBaseImages>());
        List<string> faults = [];
        foreach (var kind in new[] { BaseImageKind.Busybox, BaseImageKind.Debian })
        {
            try
            {
                await MakeAsync(kind, engine.Images, operations, stop.Token);
            }
            catch (EngineException error)
            {
                faults.Add($"{kind.RepositoryTag} was not made: {error.Message}");
            }
        }

        if (faults.Count > 0) throw new StartUpException(string.Join(' ', faults));
    }

    private static async Task MakeAsync(BaseImageKind kind, IImages images, ImageOperations operations, CancellationToken cancellationToken)
    {
        var made = await images.ListAsync(cancellationToken);
        if (made.Any(image => image.RepositoryTags.Contains(kind.RepositoryTag)))
            Console.Out.WriteLine($"{kind.RepositoryTag} is there already");
        else
            await operations.MakeAsync(kind, new Printed(kind.Name), cancellationToken);
    }

    private sealed class SystemActor : ICurrentActor
    {
        public ValueTask<Actor> GetAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Actor.System);
    }

    // Not Progress<T>, which would print out of order.
    private sealed class Printed(string name) : IProgress<string>
    {
        public void Report(string value) => Console.Out.WriteLine($"{name}: {value}");
    }
}
