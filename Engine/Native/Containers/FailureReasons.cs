using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Native.Shims;

namespace Panel.Engine.Native.Containers;

/// <summary>The part of a failure that a caller may read.</summary>
internal sealed class FailureReasons(ILogger logger)
{
    /// <summary>The engine's own words, and the kernel's with the operation; any other message was written for programmers and goes into
    /// the log.</summary>
    public string Of(Container container, Exception failure)
    {
        if (failure is StartFailure start) return start.ToExecException(container.Name).Message;
        if (failure is EngineException told) return told.Message;
        if (failure is KernelException or NetlinkException or OperationCanceledException) return Cause.Of(failure);
        logger.Unexpected(failure, container.Name, container.Id);
        return "something in the engine failed, and the panel's log says what";
    }
}
