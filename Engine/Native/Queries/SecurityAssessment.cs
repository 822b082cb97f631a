using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Queries;

/// <summary>Says how well a container of a specification would be walled in.</summary>
internal sealed class SecurityAssessment(ImageStore images, SharedNamespaces shared)
{
    public SecurityDetails AssessSecurity(ContainerSpec spec)
    {
        SpecValidation.CheckNetwork(spec);
        SecurityValidation.Check(spec);
        (spec, var owner) = shared.Resolve(spec);
        var userNamespace = shared.HasUserNamespace(spec, owner);
        CgroupAccessOf.Check(spec.Security, userNamespace);
        return SecurityReport.Of(spec, spec.Mounts, userNamespace,
            CgroupAccessOf.Of(spec.Security, SpecMerge.Arguments(spec, ConfigurationOrEmpty(spec.Image)), userNamespace));
    }

    // The image may still be to be pulled: then its own command is not known.
    private ImageConfiguration ConfigurationOrEmpty(string image)
    {
        try
        {
            return images.Resolve(image).Configuration;
        }
        catch (EngineException)
        {
            return new ImageConfiguration();
        }
    }
}
