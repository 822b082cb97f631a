namespace Panel.Engine.Linux.Files;

/// <summary>open(2) and openat2(2) constants. O_DIRECTORY and O_NOFOLLOW differ by architecture.</summary>
public static class OpenFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoControllingTerminal = 0x100;
    public const int Truncate = 0x200;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int Path = 0x200000;

    public static int Directory { get; } = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
        == System.Runtime.InteropServices.Architecture.Arm64 ? 0x4000 : 0x10000;

    public static int NoFollow { get; } = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
        == System.Runtime.InteropServices.Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>AT_FDCWD: relative to the working directory.</summary>
    public const int WorkingDirectory = -100;

    public const int EmptyPath = 0x1000;
    public const int SymlinkNoFollow = 0x100;
    public const int Recursive = 0x8000;
}

/// <summary>Flags for the path walk of openat2(2).</summary>
[Flags]
public enum ResolveFlags : ulong
{
    None = 0,
    NoMountPoints = 0x01,
    NoMagicLinks = 0x02,
    NoSymlinks = 0x04,
    Beneath = 0x08,

    /// <summary>The directory is the root: absolute paths, .. and symlinks stay below it.</summary>
    InRoot = 0x10,
}
