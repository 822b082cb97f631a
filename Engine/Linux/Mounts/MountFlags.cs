namespace Panel.Engine.Linux.Mounts;

/// <summary>MOUNT_ATTR_* of fsmount(2) and mount_setattr(2); relative atime is the default.</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = 0x01,
    NoSuid = 0x02,
    NoDev = 0x04,
    NoExec = 0x08,
    StrictAtime = 0x20,
    IdMap = 0x100000,
}
