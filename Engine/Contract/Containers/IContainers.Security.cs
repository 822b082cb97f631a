namespace Panel.Engine.Contract;

public partial interface IContainers
{
    /// <summary>What a container of this specification could do, told before there is one; only what bears on security need be whole.</summary>
    /// <exception cref="InvalidInputException">A security option is wrong; <see cref="InvalidInputException.Field"/> names where.</exception>
    /// <exception cref="ObjectNotFoundException">A container whose namespace is to be joined does not exist.</exception>
    /// <exception cref="ConflictException">Its namespace may not be joined.</exception>
    SecurityDetails AssessSecurity(ContainerSpec spec);

    /// <summary>Tells whether a process belongs to a container. Hold the process (pidfd_open(2)) meanwhile, or its number may become another's.</summary>
    /// <param name="pid">Its number in the engine's pid namespace.</param>
    ProcessOrigin OriginOf(int pid);
}
