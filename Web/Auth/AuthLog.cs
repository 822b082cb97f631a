namespace Panel.Web.Auth;

internal static partial class AuthLog
{
    [LoggerMessage(1200, LogLevel.Information, "A session of user {UserId} ended")]
    public static partial void SessionEnded(ILogger logger, string userId);

    [LoggerMessage(1201, LogLevel.Warning, "The database does not answer, so sessions could not be checked")]
    public static partial void SessionsUnchecked(ILogger logger, Exception error);

    [LoggerMessage(1202, LogLevel.Debug, "A session of user {UserId} had already ended")]
    public static partial void SessionAlreadyOver(ILogger logger, string userId, Exception error);

    [LoggerMessage(1204, LogLevel.Error, "The key file {Path} cannot be read; it is kept, and the panel continues without it")]
    public static partial void KeyDamaged(ILogger logger, string path, Exception error);

    [LoggerMessage(1203, LogLevel.Error, "The user of a circuit could not be determined, so the circuit is anonymous")]
    public static partial void PersonUnknown(ILogger logger, Exception error);
}
