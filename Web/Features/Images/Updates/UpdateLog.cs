namespace Panel.Web.Features.Images.Updates;

internal static partial class UpdateLog
{
    [LoggerMessage(1320, LogLevel.Warning, "{Path} cannot be read; the panel asks the registries for updates again")]
    public static partial void Unreadable(ILogger logger, string path, Exception failure);

    [LoggerMessage(1321, LogLevel.Warning, "The results of update checks could not be saved in {Path}; they last until the panel stops")]
    public static partial void NotKept(ILogger logger, string path, Exception failure);
}
