using System.ComponentModel;
using System.Diagnostics;

namespace Panel.Web.Configuration;

/// <summary>Whether this machine is going down. False when that cannot be told.</summary>
public delegate Task<bool> HostGoesDown(CancellationToken cancellationToken);

/// <summary>
/// Stops the containers when the panel is stopped because the machine goes down: each by its own signal and with its own patience, as nobody
/// else would. When only the panel is stopped they go on.
/// </summary>
internal sealed class HostShutdown(EngineHost engine, HostGoesDown goesDown, ILogger<HostShutdown> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before anything else is stopped: browsers that are still connected would take the time that containers need.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (!engine.IsStarted || !await goesDown(cancellationToken)) return;
        StartUpLog.HostGoesDown(logger);
        await engine.Engine.Containers.StopAllAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks systemd, where it is the init.</summary>
    public static async Task<bool> AskSystemdAsync(CancellationToken cancellationToken)
    {
        // sd_booted(3)
        if (!Directory.Exists("/run/systemd/system")) return false;
        try
        {
            using var process = Process.Start(new ProcessStartInfo("systemctl", ["is-system-running"]) { RedirectStandardOutput = true })!;
            using var output = process.StandardOutput;
            return (await output.ReadToEndAsync(cancellationToken)).Trim() == "stopping";
        }
        catch (Win32Exception)
        {
            return false; // In a container that has the directory, but not the program.
        }
    }
}
