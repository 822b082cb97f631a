namespace Panel.Engine.Native.State;

/// <summary>Distinguishes one boot of the machine from another.</summary>
internal static class BootIdentity
{
    public static string Current(EngineOptions options) => options.BootId ?? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
