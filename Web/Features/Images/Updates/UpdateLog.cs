namespace Panel.Web.Features.Images.Updates;

internal static partial class UpdateLog
{
    [LoggerMessage(1320, LogLevel.Warning, "{Path} cannot be read; registries are asked anew for updates")]
    public static partial void Unreadable(ILogger logger, string path, Exception failure);

    [LoggerMessage(1321, LogLevel.Warning, "What registries said of updates could not be kept in {Path}; it is known until the panel ends")]
    public static partial void NotKept(ILogger logger, string path, Exception failure);

    [LoggerMessage(1322, LogLevel.Warning, "Looking for updates of images failed; it is tried again")]
    public static partial void CheckFailed(ILogger logger, Exception failure);
}
