using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Snapshots;

/// <summary>
/// Limits what a container writes above its image, with a project of the file system. The container's directory tells which project that is, so no record
/// can disagree with it. The engine skips numbers that anybody uses: the file system itself tells which have files or limits, those of other panels and
/// programs included.
/// </summary>
public static class StorageQuota
{
    // Far from what people choose and from what container engines count up from 1.
    private const uint First = 0x60000000;
    private const uint Count = 0x10000000;

    private static readonly Lock s_choice = new();

    /// <summary>Files in which people note the projects of a machine (projid(5), projects(5)).</summary>
    private static readonly string[] s_noted = ["/etc/projid", "/etc/projects"];

    /// <summary>Refuses a size where nothing would hold a container to it.</summary>
    /// <param name="directory">Of all containers.</param>
    /// <exception cref="InvalidInputException">The file system does not enforce project quotas.</exception>
    public static void Require(string directory)
    {
        using var open = Open(directory);
        if (!ProjectQuota.IsEnforced(FileCalls.Descriptor(open))) throw new InvalidInputException(Missing(directory), nameof(ContainerSpec.StorageBytes));
    }

    /// <summary>Gives the directory a project of its own, unless it has one, and the project its limit.</summary>
    /// <param name="overlay">Holds the upper and the work directory. Nothing else changes it meanwhile.</param>
    /// <param name="containerId">Chooses the number.</param>
    /// <param name="bytes">Most that it may take on the disk.</param>
    /// <exception cref="EngineFailureException">The file system does not enforce project quotas any more, or refuses this one.</exception>
    public static void Set(string overlay, string containerId, long bytes)
    {
        try
        {
            using var open = Open(overlay);
            var descriptor = FileCalls.Descriptor(open);
            if (!ProjectQuota.IsEnforced(descriptor)) throw new EngineFailureException(Missing(overlay), "limit the storage");
            lock (s_choice)
            {
                var project = Own(ProjectQuota.Of(descriptor)) ?? Take(descriptor, containerId, overlay);
                if (ProjectQuota.Of(descriptor) != project) Join(overlay, project);
                ProjectQuota.Limit(descriptor, project, bytes, overlay);
            }
        }
        catch (KernelException fault)
        {
            throw new EngineFailureException(
                $"The file system does not limit the container's storage: {fault.Message}.", "limit the storage", fault.Errno, fault);
        }
    }

    /// <summary>The project of a container's directory; null without one of the engine's.</summary>
    public static uint? Of(string overlay)
    {
        var descriptor = FileCalls.OpenAt(OpenFlags.WorkingDirectory, RawName.Of(overlay), OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow);
        if (descriptor < 0) return null;
        using var open = FileCalls.Handle(descriptor);
        return Own(ProjectQuota.Of(descriptor));
    }

    /// <summary>Gives the number back. A file of it that still lies somewhere keeps it taken.</summary>
    /// <param name="directory">Of the same file system.</param>
    /// <param name="project">The project of a container that is removed.</param>
    public static void Release(string directory, uint project)
    {
        try
        {
            using var open = Open(directory);
            ProjectQuota.Limit(FileCalls.Descriptor(open), project, 0, directory);
        }
        catch (KernelException)
        {
            // Mounted without quotas now: the number stays taken on that file system, which costs nothing.
        }
    }

    /// <summary>The number from which the search for a free one begins.</summary>
    internal static uint Preferred(string containerId) =>
        First + (uint.Parse(containerId.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) % Count);

    /// <summary>The numbers in the lines of projid(5), as <c>name:5</c>, and of projects(5), as <c>5:/path</c>.</summary>
    internal static HashSet<uint> Noted(IEnumerable<string> lines) =>
        [
            .. lines.SelectMany(line => line.Split(':'))
                .Select(field => uint.TryParse(field.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0),
        ];

    private static uint Take(int descriptor, string containerId, string path)
    {
        var noted = Noted(s_noted.Where(File.Exists).SelectMany(File.ReadLines));
        var project = Preferred(containerId);
        while (noted.Contains(project) || ProjectQuota.IsUsed(descriptor, project, path)) project = project == First + Count - 1 ? First : project + 1;
        return project;
    }

    // Also what is there already, as after a copy to another disk. The top comes last, because it tells that all of it is done. Links and special files
    // take no room of their own.
    private static void Join(string overlay, uint project)
    {
        Stack<string> pending = new([RawName.Of(overlay)]), directories = new();
        while (pending.TryPop(out var path))
        {
            directories.Push(path);
            using var directory = Open(path, raw: true);
            foreach (var name in FileTree.Names(directory))
            {
                if (FileCalls.Status(directory, name, out var status) < 0) continue;
                if (status.IsDirectory) pending.Push($"{path}/{name}");
                else if (status.Type == FileType.Regular) JoinFile(directory, name, project, path);
            }
        }

        foreach (var path in directories)
        {
            using var directory = Open(path, raw: true);
            ProjectQuota.Join(FileCalls.Descriptor(directory), isDirectory: true, project, path);
        }
    }

    private static void JoinFile(SafeFileHandle directory, string name, uint project, string path)
    {
        const int regular = OpenFlags.ReadOnly | OpenFlags.NonBlocking;
        using var file = FileCalls.Handle((int)Syscall.Check(FileCalls.OpenAt(directory, name, regular | OpenFlags.NoFollow), "open", path));
        ProjectQuota.Join(FileCalls.Descriptor(file), isDirectory: false, project, path);
    }

    private static uint? Own(uint project) => project is >= First and < First + Count ? project : null;

    private static SafeFileHandle Open(string path, bool raw = false) => FileCalls.Handle((int)Syscall.Check(
        FileCalls.OpenAt(OpenFlags.WorkingDirectory, raw ? path : RawName.Of(path), OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow), "open", path));

    private static string Missing(string path) =>
        $"A storage size needs project quotas, which the file system of {path} does not enforce: mount it with the option prjquota "
        + "(an ext4 file system must have been made or changed with -O quota,project first).";
}
