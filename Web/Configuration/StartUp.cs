using Panel.Web.Auth;
using Panel.Web.Features.Setup;
using Panel.Web.Jobs;
using Panel.Web.Operations;

namespace Panel.Web.Configuration;

/// <summary>The steps before the first request is answered.</summary>
internal sealed class StartUp(DatabaseMigrator database, EngineHost engine, FirstAdministrator administrator, KeyRing keys, AuditTrail audit, JobStore jobs)
{
    private bool _needsSetup;

    /// <summary>Migrates the database, starts the engine, closes audit rows and jobs that a crash left open, and creates the first administrator if
    /// the settings name one.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        keys.Prepare();
        await database.MigrateAsync(cancellationToken);
        await engine.StartAsync(cancellationToken);

        // Not before the engine has locked the data root: a second panel that somebody starts on it by mistake must not touch the rows of
        // the running one.
        await audit.InterruptStartedAsync(cancellationToken);
        await jobs.InterruptStartedAsync(cancellationToken);
        await administrator.CreateConfiguredAsync(cancellationToken);
        _needsSetup = await administrator.IsNeededAsync(cancellationToken);
    }

    /// <summary>Prints the set-up token if needed and, last of all, the address to open.</summary>
    public void Announce(IEnumerable<string> urls)
    {
        var address = Reachable(urls.FirstOrDefault() ?? "http://127.0.0.1:7080");
        if (_needsSetup)
        {
            Console.Out.WriteLine("There is no user yet. The set-up page asks for this one-time token:");
            Console.Out.WriteLine(administrator.Token);
        }

        Console.Out.WriteLine($"Open {address}{(_needsSetup ? "/setup" : "")}");
    }

    // A browser cannot open the "any" address.
    private static string Reachable(string url) => url.TrimEnd('/')
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://+", "://127.0.0.1", StringComparison.Ordinal);
}
