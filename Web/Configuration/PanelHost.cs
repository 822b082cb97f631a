using Microsoft.Extensions.Options;
using Panel.Engine.Contract;

namespace Panel.Web.Configuration;

/// <summary>Starts the panel step by step, and says in one sentence why it cannot start.</summary>
public static class PanelHost
{
    /// <summary>Builds, starts and runs the panel; prints a sentence and returns 1 when it cannot start.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await StartAsync(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (Sentence(error) is { } sentence)
        {
            await Console.Error.WriteLineAsync("panel: " + sentence);
            return 1;
        }
    }

    /// <summary>Starts the database, the engine, the first administrator, then the web server, so that the panel answers only what it can
    /// serve.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        await app.Services.GetRequiredService<StartUp>().RunAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        app.Services.GetRequiredService<StartUp>().Announce(app.Urls);
    }

    /// <summary>Why the panel cannot start, for a person; null when the panel itself is at fault.</summary>
    internal static string? Sentence(Exception error) => error switch
    {
        StartUpException or EngineException => error.Message,
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => error.Message + " Stop what listens there, or set Urls to another address.",
        InvalidDataException { InnerException: { } wrong } => $"{error.Message.TrimEnd('.')}: {wrong.Message} Correct that settings file.",
        IOException or UnauthorizedAccessException or InvalidOperationException => "The panel cannot start: " + error.Message,
        _ => null,
    };
}
