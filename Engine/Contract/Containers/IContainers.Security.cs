namespace Panel.Engine.Contract;

public partial interface IContainers
{
    /// <summary>Assesses what a container with this specification could do, before it exists; only the parts that affect security need to
    /// be complete.</summary>
    /// <exception cref="InvalidInputException">A security option is wrong; <see cref="InvalidInputException.Field"/> says where.</exception>
    /// <exception cref="ObjectNotFoundException">A container that shares its namespace does not exist.</exception>
    /// <exception cref="ConflictException">That container's namespace cannot be shared.</exception>
    SecurityDetails AssessSecurity(ContainerSpec spec);

    /// <summary>Says whether a process belongs to a container. The caller must hold the process (pidfd_open(2)) meanwhile, or its number
    /// may come to belong to another one.</summary>
    /// <param name="pid">The process id in the engine's pid namespace.</param>
    ProcessOrigin OriginOf(int pid);
}
