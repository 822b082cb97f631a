namespace Panel.Engine.Native.Security;

/// <summary>The security modules of this kernel.</summary>
internal static class HostModules
{
    public static bool HasAppArmor { get; } = File.Exists("/sys/module/apparmor/parameters/enabled")
        && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y');

    public static bool HasSelinux { get; } = File.Exists("/sys/fs/selinux/enforce");
}
