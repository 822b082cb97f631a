using Panel.Engine.Contract;
using Panel.Engine.Native.Security;

namespace Panel.Engine.Native.Containers;

internal sealed partial class ContainerManager
{
    public SecurityDetails AssessSecurity(ContainerSpec spec)
    {
        SpecValidation.CheckNetwork(spec);
        SecurityValidation.Check(spec);
        (spec, var owner) = ResolveShared(spec);
        var userNamespace = HasUserNamespace(spec, owner);
        CgroupAccessOf.Check(spec.Security, userNamespace);
        return SecurityReport.Of(spec, spec.Mounts, userNamespace, CgroupAccessOf.Of(spec.Security, SpecMerge.Arguments(spec, ConfigurationOrEmpty(spec.Image)), userNamespace));
    }

    // The image may still be to be pulled: then its own command is not known.
    private ImageConfiguration ConfigurationOrEmpty(string image)
    {
        try
        {
            return _services.Images.Resolve(image).Configuration;
        }
        catch (EngineException)
        {
            return new ImageConfiguration();
        }
    }

    private bool HasUserNamespace(ContainerSpec spec, Container? owner) => owner is null ? WantsUserNamespace(spec) : owner.Config.UserNamespaceBase is not null;

    private bool WantsUserNamespace(ContainerSpec spec) => spec.UserNamespace == UserNamespaceMode.Private && _services.Options.UserNamespaceDefault;
}
