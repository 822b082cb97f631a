namespace Panel.Web.Configuration;

internal static partial class StartUpLog
{
    [LoggerMessage(1000, LogLevel.Error, "The {Part} does not answer")]
    public static partial void Unhealthy(ILogger logger, string part, Exception error);

    [LoggerMessage(1001, LogLevel.Information, "Database migrated: {Migrations}")]
    public static partial void Migrated(ILogger logger, string migrations);

    [LoggerMessage(1006, LogLevel.Warning, "A newer version of the panel changed the database: {Migrations}")]
    public static partial void MigratedByNewer(ILogger logger, string migrations);

    [LoggerMessage(1002, LogLevel.Information, "The first administrator {UserName} was created from the settings")]
    public static partial void AdministratorCreated(ILogger logger, string userName);

    [LoggerMessage(1003, LogLevel.Information, "The machine is shutting down: stopping the containers")]
    public static partial void HostGoesDown(ILogger logger);

    [LoggerMessage(1004, LogLevel.Debug, "The idle panel gave memory back: its heaps held {Before} bytes and hold {After}")]
    public static partial void MemoryReleased(ILogger logger, long before, long after);

    [LoggerMessage(1005, LogLevel.Warning, "The idle panel could not give memory back; it tries again after more work")]
    public static partial void MemoryKept(ILogger logger, Exception error);
}
