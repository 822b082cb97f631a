namespace Panel.Engine.Native.Host;

internal static class HostInterfaces
{
    /// <summary>Has a device behind it: bridges and veth pairs carry the same bytes once more.</summary>
    public static bool IsPhysical(string name) => !name.Contains('/') && Path.Exists($"/sys/class/net/{name}/device");
}
