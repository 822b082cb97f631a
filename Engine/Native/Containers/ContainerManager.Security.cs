using Panel.Engine.Contract;
using Panel.Engine.Native.Processes;
using Panel.Engine.Native.Security;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public SecurityDetails AssessSecurity(ContainerSpec spec)
    {
        SpecValidation.CheckNetwork(spec);
        SecurityValidation.Check(spec);
        (spec, var owner) = ResolveShared(spec);
        return SecurityReport.Of(spec, spec.Mounts, owner is null ? WantsUserNamespace(spec) : owner.Config.UserNamespaceBase is not null);
    }

    public ProcessOrigin OriginOf(int pid) => new ProcessOrigins(_services.Paths, id => _registry.ById(id)?.Summary).Of(pid);

    private bool WantsUserNamespace(ContainerSpec spec) => spec.UserNamespace == UserNamespaceMode.Private && _services.Options.UserNamespaceDefault;
}
