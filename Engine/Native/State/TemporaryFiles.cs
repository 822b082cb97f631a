using Microsoft.Extensions.Logging;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.State;

/// <summary>The unfinished work of an engine that died. An item with a name that the engine does not use was put there by somebody, and
/// stays.</summary>
internal static partial class TemporaryFiles
{
    private static readonly string[] s_prefixes = ["create-", "remove-", "volume-", "fill-", "copy-", "write-", "base-"];

    /// <summary>Removes the engine's leftovers. An item that cannot be removed, such as a mount point, does not prevent the engine's
    /// start.</summary>
    public static void Sweep(string root, ILogger logger)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(root))
        {
            if (!Array.Exists(s_prefixes, prefix => Path.GetFileName(entry).StartsWith(prefix, StringComparison.Ordinal)))
            {
                Kept(logger, entry);
                continue;
            }

            try
            {
                FileTree.Remove(entry);
            }
            catch (IOException fault)
            {
                NotRemoved(logger, fault, entry);
            }
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "{Path} is none of the engine's temporary files; it is kept")]
    private static partial void Kept(ILogger logger, string path);

    [LoggerMessage(21, LogLevel.Warning, "The temporary {Path} cannot be removed")]
    private static partial void NotRemoved(ILogger logger, Exception exception, string path);
}
