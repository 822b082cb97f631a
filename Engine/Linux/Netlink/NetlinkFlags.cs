namespace Panel.Engine.Linux.Netlink;

/// <summary>Flags of a netlink message (linux/netlink.h).</summary>
[Flags]
public enum NetlinkFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The message is a request.</summary>
    Request = 1,

    /// <summary>The kernel acknowledges the message.</summary>
    Acknowledge = 4,

    /// <summary>Fail if the object exists.</summary>
    Exclusive = 0x200,

    /// <summary>Every object (ROOT | MATCH); the same bits as REPLACE and EXCL in requests that create.</summary>
    Dump = 0x300,

    /// <summary>Create the object if it does not exist.</summary>
    Create = 0x400,

    /// <summary>Create at the end.</summary>
    Append = 0x800,
}
