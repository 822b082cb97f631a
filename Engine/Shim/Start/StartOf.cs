using Panel.Engine.Linux.Files;
using Panel.Engine.Protocol;
using Panel.Engine.Protocol.Wire;

namespace Panel.Engine.Shim.Start;

internal static class StartOf
{
    /// <summary>Reads the specification.</summary>
    public static ProcessStart Spec(string path)
    {
        var steps = new StartSteps();
        ShimSpec? spec = null;
        steps.Run(ShimSteps.Spec, () =>
        {
            spec = SpecFile.Read(RawFile.ReadAll(path));
            if (spec.UserNamespace is null)
                SealedProgram.Ensure(path);
        });
        return spec!.Exec is null ? new ContainerStart(steps, spec) : new ExecStart(steps, spec);
    }
}
