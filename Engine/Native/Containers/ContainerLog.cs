using Microsoft.Extensions.Logging;

namespace Panel.Engine.Native.Containers;

internal static partial class ContainerLog
{
    [LoggerMessage(1, LogLevel.Debug, "Container {Name} ({Id}) runs as pid {Pid}")]
    public static partial void Started(this ILogger logger, string name, string id, int pid);

    [LoggerMessage(2, LogLevel.Debug, "Container {Name} ({Id}) exited with {ExitCode}")]
    public static partial void Exited(this ILogger logger, string name, string id, int exitCode);

    [LoggerMessage(3, LogLevel.Warning, "A file of container {Id} is damaged: {Reason}")]
    public static partial void Damaged(this ILogger logger, string id, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The restart policy could not start container {Name} ({Id})")]
    public static partial void RestartFailed(this ILogger logger, Exception exception, string name, string id);

    [LoggerMessage(5, LogLevel.Error, "Background work for container {Id} failed: {Work}")]
    public static partial void BackgroundFailed(this ILogger logger, Exception exception, string id, string work);

    [LoggerMessage(6, LogLevel.Warning, "Container {Name} ({Id}): {Error}")]
    public static partial void LostShim(this ILogger logger, string name, string id, string error);

    [LoggerMessage(7, LogLevel.Information, "Took over {Running} running of {All} containers, {Damaged} damaged, {Silent} with a shim that has not answered yet")]
    public static partial void Recovered(this ILogger logger, int running, int all, int damaged, int silent);

    [LoggerMessage(8, LogLevel.Warning, "Cleaning up after container {Id} failed: {Work}")]
    public static partial void CleanupFailed(this ILogger logger, Exception exception, string id, string work);

    [LoggerMessage(9, LogLevel.Error, "The state of container {Name} ({Id}) cannot be written; the panel keeps trying")]
    public static partial void StateNotSaved(this ILogger logger, Exception exception, string name, string id);

    [LoggerMessage(10, LogLevel.Warning, "The shim of container {Name} ({Id}) has not answered yet; the container is shown in its recorded state until its shim answers")]
    public static partial void ShimSilent(this ILogger logger, string name, string id);

    [LoggerMessage(11, LogLevel.Warning, "{Path} belongs to no container that this engine knows; it is kept")]
    public static partial void Kept(this ILogger logger, string path);

    [LoggerMessage(12, LogLevel.Information, "The shim of container {Name} ({Id}) has answered; the engine has taken over the container")]
    public static partial void ShimAnswered(this ILogger logger, string name, string id);

    [LoggerMessage(13, LogLevel.Warning, "Container {Name} ({Id}) has the host ids from {First} on, which another panel of this machine also has; it gets others at its next start")]
    public static partial void RangeOfAnother(this ILogger logger, string name, string id, long first);

    [LoggerMessage(14, LogLevel.Error, "The containers' host ids cannot be coordinated with other panels of this machine")]
    public static partial void RangesUnusable(this ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Error, "Something failed for container {Name} ({Id}); the caller may not read the details")]
    public static partial void Unexpected(this ILogger logger, Exception exception, string name, string id);

    [LoggerMessage(16, LogLevel.Error, "The disk rejects {Path}; the panel keeps trying, and a power cut before it succeeds restores the former content")]
    public static partial void DraftNotKept(this ILogger logger, Exception exception, string path);

    [LoggerMessage(17, LogLevel.Error, "Container {Name} ({Id}) went from {From} to {To}, which this version does not expect; the state is recorded")]
    public static partial void UnknownWay(this ILogger logger, string name, string id, LifePhase from, LifePhase to);
}
