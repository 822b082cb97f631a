using Microsoft.Extensions.Options;
using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>Starts the panel in order and tells in one sentence why it cannot.</summary>
public static class PanelHost
{
    /// <summary>Builds, starts and runs the panel.</summary>
    public static Task<int> RunAsync(Func<WebApplication> build) => RunAsync(build, async app =>
    {
        await StartAsync(app);
        await app.WaitForShutdownAsync();
    });

    /// <summary>Builds the panel and does <paramref name="work"/> with it; 1 and a sentence when that is refused.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> build, Func<WebApplication, Task> work)
    {
        try
        {
            await using var app = build();
            await work(app);
            return 0;
        }
        catch (Exception error) when (Sentence(error) is { } sentence)
        {
            await Console.Error.WriteLineAsync("panel: " + sentence);
            return 1;
        }
    }

    /// <summary>Database, engine, first administrator, then the web server: nothing is answered before it can be.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        await app.Services.GetRequiredService<StartUp>().RunAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        app.Services.GetRequiredService<StartUp>().Announce(app.Urls);
    }

    /// <summary>Why it cannot, for a person; null for what is a fault of the panel.</summary>
    internal static string? Sentence(Exception error) => error switch
    {
        StartUpException or EngineException => error.Message,
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => error.Message + " Stop what listens there, or set Urls to another address.",
        InvalidDataException { InnerException: { } wrong } => $"{error.Message.TrimEnd('.')}: {wrong.Message} Correct that file of settings.",
        IOException or UnauthorizedAccessException or InvalidOperationException => "The panel cannot start: " + error.Message,
        _ => null,
    };
}
