using Panel.Engine.Protocol;
using Panel.Engine.Shim.Child;

namespace Panel.Engine.Shim.Plan;

/// <summary>Descriptors that the parent opened for the child before the clone; they have the same numbers there.</summary>
internal sealed class Inherited
{
    public List<int> Layers { get; } = [];

    public int UpperParent { get; set; } = -1;

    public int Devices { get; set; } = -1;

    /// <summary>The host's /sys, for a container in the host's network namespace; else -1.</summary>
    public int Sysfs { get; set; } = -1;

    /// <summary>The host's /proc, for a container with a user namespace in the host's pid namespace; else -1.</summary>
    public int Procfs { get; set; } = -1;

    /// <summary>The host's cgroup v2 file system, for a container in the host's cgroup namespace; else -1.</summary>
    public int UnifiedHierarchy { get; set; } = -1;

    /// <summary>The host's /dev/shm and /dev/mqueue, for a container in the host's ipc namespace; else -1.</summary>
    public int SharedMemory { get; set; } = -1;

    public int MessageQueues { get; set; } = -1;

    /// <summary>The /dev/shm of the container whose ipc namespace is shared, which the child brings along.</summary>
    public Slot? JoinedSharedMemory { get; set; }

    /// <summary>Namespaces to join before anything else, and those to create afterwards; null when all are new or the host's.</summary>
    public JoinedNamespaces? Join { get; set; }

    /// <summary>The container's own directory of each v1 controller.</summary>
    public List<(string Name, int Mount)> CgroupDirectories { get; } = [];

    /// <summary>Files with which the child enters its cgroup; empty where the shim puts it there.</summary>
    public List<(string Path, int Descriptor)> CgroupEntries { get; } = [];

    public bool UnifiedCgroup { get; set; }

    public List<FileOrDirectoryMount> Binds { get; } = [];

    public int SyncChild { get; set; } = -1;

    public int SyncParent { get; set; } = -1;

    public int[] Stdio { get; } = [-1, -1, -1];
}

/// <summary>A mount in the specification; Descriptor is -1 for a tmpfs, which the child creates.</summary>
internal sealed record FileOrDirectoryMount(MountEntry Entry, string Target, int Descriptor, bool IsDirectory);

/// <summary>Data that the parent writes or reads while the child waits.</summary>
internal sealed unsafe class Exchange(Arena arena, int environmentCount)
{
    public const int MostGroups = 1024;

    public uint* Groups { get; } = (uint*)arena.Allocate(MostGroups * sizeof(uint));

    public byte** Environment { get; set; }

    public int EnvironmentCount { get; set; } = environmentCount;
}

/// <summary>Slots that the parent sets or reads between the two halves of the child's program.</summary>
internal sealed record CredentialSlots(Slot GroupCount, Slot Uid, Slot Gid, Slot? Master);
