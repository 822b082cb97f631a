using System.ComponentModel;
using System.Diagnostics;

namespace Panel.Web.Configuration;

/// <summary>Whether this machine is shutting down; false when that is unknown.</summary>
public delegate Task<bool> HostGoesDown(CancellationToken cancellationToken);

/// <summary>Stops the containers when the panel stops because the machine shuts down: each with its own signal and time limit, because
/// nothing else would. When only the panel stops, the containers keep running.</summary>
internal sealed class HostShutdown(EngineHost engine, HostGoesDown goesDown, ILogger<HostShutdown> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs before anything else is stopped: browsers that are still connected would use up the time that containers need.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (!engine.IsStarted || !await goesDown(cancellationToken)) return;
        StartUpLog.HostGoesDown(logger);
        await engine.Engine.Containers.StopAllAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks systemd, where it is the init system.</summary>
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
