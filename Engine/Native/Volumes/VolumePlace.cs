using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Volumes;

/// <summary>Checks the directory of a volume, which people may have created, linked, or put on another disk.</summary>
internal static class VolumePlace
{
    /// <summary>Whether anything exists at the path, even a dangling link.</summary>
    public static bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <exception cref="ConflictException">The volume has no data directory; the message says what would be right.</exception>
    public static void RequireData(EnginePaths paths, string name)
    {
        var data = paths.VolumeData(name);
        if (Directory.Exists(data)) return;
        if (!Exists(paths.Volume(name)))
            throw new ConflictException($"The volume {name} is gone: {paths.Volume(name)} is not there. Put it back, or make an empty one with: docker volume create {name}");
        if ((Link(paths.Volume(name)) ?? Link(data)) is var (link, target))
            throw new ConflictException($"The volume {name} is not there: {link} is a link to {target}, which is not a directory now. Mount what belongs there.");
        throw new ConflictException($"The directory {paths.Volume(name)} is not a volume: it has no directory _data. Make one in it, or move it away.");
    }

    /// <summary>Moves it out of sight.</summary>
    /// <exception cref="EngineFailureException">It cannot be moved, because it is a mount point for example; it stays.</exception>
    public static void Move(string path, string trash)
    {
        if (!Exists(path)) return;
        try
        {
            Directory.Move(path, trash);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EngineFailureException($"The volume at {path} cannot be removed: {Cause.Of(fault)}. If something is mounted there, unmount it first.", "remove volume", inner: fault);
        }
    }

    private static (string Link, string Target)? Link(string path) => new FileInfo(path).LinkTarget is { } target ? (path, target) : null;
}
