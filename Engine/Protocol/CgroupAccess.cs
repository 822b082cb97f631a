namespace Panel.Engine.Protocol;

/// <summary>What a container finds at /sys/fs/cgroup. Its own limits are the host root's to change in every case.</summary>
public enum CgroupAccess
{
    /// <summary>Its own cgroup, read-only.</summary>
    ReadOnly,

    /// <summary>Its own cgroup, in the host's version; the container's root may make groups below it.</summary>
    Writable,

    /// <summary>
    /// A cgroup v2 file system in every case, writable. On a host whose controllers are v1's it has no controllers: it orders processes, as systemd needs,
    /// and the limits lie in v1 hierarchies that the container does not see.
    /// </summary>
    Tree,
}
