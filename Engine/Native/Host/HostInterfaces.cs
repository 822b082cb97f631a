namespace Panel.Engine.Native.Host;

internal static class HostInterfaces
{
    /// <summary>Whether it has a device: bridges and veth pairs carry the same bytes again.</summary>
    public static bool IsPhysical(string name) => !name.Contains('/') && Path.Exists($"/sys/class/net/{name}/device");
}
