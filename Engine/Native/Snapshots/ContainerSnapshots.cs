namespace Panel.Engine.Native.Snapshots;

/// <summary>What a container writes on top of its image, and a volume's first content.</summary>
public static class ContainerSnapshots
{
    /// <summary>Makes the upper and work directory; idempotent.</summary>
    public static void Create(EnginePaths paths, string containerId) => throw new NotSupportedException($"{paths} {containerId}");

    /// <summary>Copies what the image has at <paramref name="path"/> into an empty volume, with owners, modes and links. Nothing is copied into a volume that holds something.</summary>
    /// <returns>Whether something was copied.</returns>
    public static bool CopyUp(IReadOnlyList<string> layerDirectories, string path, string volumeDirectory) => throw new NotSupportedException();

    /// <summary>Bytes on disk below a directory.</summary>
    public static long Usage(string directory) => throw new NotSupportedException();

    /// <summary>Removes a tree of any depth and with any names, following no symlink; one that is gone is fine.</summary>
    public static void Remove(string directory) => throw new NotSupportedException();
}
