using Panel.Engine.Contract;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Specs;

/// <summary>What the person who creates a container should know, although it is created.</summary>
internal static class CreationWarnings
{
    public static List<string> Of(ContainerConfig config, bool isUserNamespaceDefault)
    {
        var spec = config.Spec;
        List<string> warnings = [];
        if (config.PublishedPorts.Count > 0 && spec.NetworkMode != "bridge")
            warnings.Add(spec.NetworkMode == "host"
                ? "Published ports are discarded when using host network mode"
                : $"Published ports have no effect with the network mode {spec.NetworkMode}.");
        if (spec is not { DnsServers: [], DnsSearch: [], DnsOptions: [] } && spec.NetworkMode == "none")
            warnings.Add("Settings of the name resolver have no effect without a network.");
        if (spec.UserNamespace == UserNamespaceMode.Private && !isUserNamespaceDefault)
            warnings.Add("This engine is set to run containers without a user namespace; container root is the host's root.");
        warnings.AddRange(LimitWarnings.Of(spec.Resources));
        var cgroups = CgroupAccessOf.Of(config);
        warnings.AddRange(CgroupBind.Warnings(config.Mounts, cgroups));
        if (config.UserNamespaceBase is not null) warnings.AddRange(MountWarnings.Of(CgroupBind.Mounted(spec.Mounts, cgroups), HostMounts.Read()));
        return warnings;
    }
}
