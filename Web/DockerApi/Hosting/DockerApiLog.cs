namespace Panel.Web.DockerApi.Hosting;

internal static partial class DockerApiLog
{
    [LoggerMessage(1200, LogLevel.Information, "The Docker Engine API listens on {Path} for root and the group {Group}")]
    public static partial void Listening(ILogger logger, string path, string group);

    [LoggerMessage(1201, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger logger, string method, string path, Exception error);

    [LoggerMessage(1203, LogLevel.Warning, "Something else is at {Place}, so it does not lead to {Path}; remove it if no other program needs it, and start the panel again")]
    public static partial void LinkLeft(ILogger logger, string place, string path);

    [LoggerMessage(1204, LogLevel.Warning, "The link {Place} cannot be made")]
    public static partial void LinkFailed(ILogger logger, string place, Exception error);

    [LoggerMessage(1202, LogLevel.Warning, "{Method} {Path} broke off after its answer had begun")]
    public static partial void BrokeOff(ILogger logger, string method, string path, Exception error);
}
