namespace Panel.Engine.Native.Shims;

/// <summary>The shims that run containers, by one look at the machine's processes. A shim that lives beats every record, which may come out of a backup.</summary>
/// <param name="paths">Where their specs lie.</param>
internal sealed class LiveShims(EnginePaths paths)
{
    private readonly HashSet<string> _specs = ShimProcess.SpecsBelow(paths.RunContainersRoot);

    /// <summary>
    /// Whether a shim runs the container. One that has recorded the exit and closed its socket has nothing left to do but wait for the disk.
    /// </summary>
    public bool Run(string id) => _specs.Contains(paths.RunSpec(id)) && (File.Exists(paths.RunSocket(id)) || !File.Exists(paths.ContainerExit(id)));
}
