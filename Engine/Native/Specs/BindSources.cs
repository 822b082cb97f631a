using Panel.Engine.Contract;

namespace Panel.Engine.Native.Specs;

/// <summary>The host sources of bind mounts, checked at the start of a run: files, sockets and links are allowed as well as directories.</summary>
internal static class BindSources
{
    /// <summary>Creates missing sources as directories if the caller asked for it, as <c>docker run -v</c> does.</summary>
    /// <exception cref="InvalidInputException">A source is missing and must not or cannot be created.</exception>
    public static void Prepare(IEnumerable<MountSpec> mounts)
    {
        foreach (var mount in mounts.Where(mount => mount.Kind == MountKind.Bind)) Prepare(mount, mount.Source!);
    }

    /// <summary>In Docker's words, because clients match on them.</summary>
    public static InvalidInputException Missing(string source, string field) =>
        new($"Invalid mount config for type \"bind\": bind source path does not exist: {source}", field);

    private static void Prepare(MountSpec mount, string source)
    {
        var target = new FileInfo(source).LinkTarget;
        // Path.Exists reports a dangling link as existing.
        if (target is null ? Path.Exists(source) : Path.Exists(FinalTarget(source))) return;
        // A folder that others may write could lead the new directory anywhere.
        if (!mount.CreateSource || mount.Within is not null) throw Missing(source, nameof(ContainerSpec.Mounts));
        if (target is not null) throw Wrong(source, $"it is a link to {target}, which does not exist");
        try
        {
            Directory.CreateDirectory(source);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (DiskFull.Is(fault)) throw DiskFull.Failure(fault);
            throw Wrong(source, NotADirectory(source) is { } file ? $"{file} is not a directory" : "the host does not allow a new directory there", fault);
        }
    }

    /// <summary>Null for a loop of links.</summary>
    private static string? FinalTarget(string link)
    {
        try
        {
            return new FileInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static InvalidInputException Wrong(string source, string reason, Exception? inner = null) =>
        new($"Error while creating mount source path '{source}': {reason}", nameof(ContainerSpec.Mounts), inner);

    /// <summary>What exists where a directory is required.</summary>
    private static string? NotADirectory(string path)
    {
        var above = path;
        while (!Path.Exists(above) && Path.GetDirectoryName(above) is { } parent) above = parent;
        return Directory.Exists(above) ? null : above;
    }
}
