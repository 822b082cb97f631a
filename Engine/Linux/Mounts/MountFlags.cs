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
    NoAtime = 0x10,
    StrictAtime = 0x20,
    NoDirAtime = 0x80,
    IdMap = 0x100000,
}
