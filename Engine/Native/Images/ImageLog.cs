using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Images;

internal static partial class ImageLog
{
    [LoggerMessage(3000, LogLevel.Information, "Imported {Name} as {Id}: {Entries} entries, {Bytes} bytes.")]
    public static partial void Imported(ILogger logger, string name, string id, long entries, long bytes);

    [LoggerMessage(3001, LogLevel.Warning, "The image with manifest {Digest} is not usable: {Reason}")]
    public static partial void Broken(ILogger logger, string digest, string reason);

    [LoggerMessage(3002, LogLevel.Error, "The image index is damaged ({Reason}); it was kept as {Backup} and rebuilt from the content, without names.")]
    public static partial void IndexDamaged(ILogger logger, string reason, string backup);

    [LoggerMessage(3003, LogLevel.Information, "Removed image {Id}.")]
    public static partial void Removed(ILogger logger, string id);

    [LoggerMessage(3004, LogLevel.Warning, "Removing {What} failed; the next start will try again.")]
    public static partial void SweepFailed(ILogger logger, Exception error, string what);

    [LoggerMessage(3007, LogLevel.Information, "Loaded {Names} as {Id}.")]
    public static partial void Loaded(ILogger logger, string names, string id);

    [LoggerMessage(3005, LogLevel.Information, "Pulled {Name} as {Id}; its digest in the registry is {Digest}.")]
    public static partial void Pulled(ILogger logger, string name, string id, string digest);

    [LoggerMessage(3006, LogLevel.Warning, "The mirror {Mirror} did not give {Name}: {Reason}")]
    public static partial void MirrorFailed(ILogger logger, string mirror, string name, string reason);

    [LoggerMessage(3010, LogLevel.Error, "The image index is damaged ({Reason}); it was kept as {Backup}, and its copy is used.")]
    public static partial void IndexFromCopy(ILogger logger, string reason, string backup);
}
