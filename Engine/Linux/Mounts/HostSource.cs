using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Linux.Mounts;

/// <summary>The host's file or directory behind a bind mount.</summary>
public static class HostSource
{
    /// <summary>A detached copy of the mount at the source.</summary>
    /// <param name="source">Absolute path; symbolic links are followed unless <paramref name="within"/> is given.</param>
    /// <param name="within">A folder that the source must lie in. Others may write to it, so no link below it is followed, whatever changes meanwhile.</param>
    /// <param name="recursive">Take the mounts below along.</param>
    /// <exception cref="KernelException">The source is missing, or lies elsewhere (EXDEV), or is behind a link (ELOOP).</exception>
    public static int OpenTree(string source, string? within, bool recursive)
    {
        if (within is null) return MountApi.OpenTree(OpenFlags.WorkingDirectory, source, recursive);
        using var folder = OpenAt2.Host(within, OpenFlags.Path | OpenFlags.Directory);
        var relative = Path.GetRelativePath(within, source);
        var found = OpenAt2.Try((int)folder.DangerousGetHandle(), relative, OpenFlags.Path, 0, ResolveFlags.Beneath | ResolveFlags.NoSymlinks | ResolveFlags.NoMagicLinks);
        if (found is -Errno.ELOOP or -Errno.EXDEV) throw new KernelException("mount", $"{source} must lie in {within}, with no symbolic link on the way", -found);
        Syscall.Check(found, "openat2", source);
        try
        {
            return MountApi.OpenTree(found, "", recursive);
        }
        finally
        {
            RawFile.Close(found);
        }
    }
}
