using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Attachments;
using Panel.Engine.Native.Networks;
using Panel.Engine.Native.Shims;
using Panel.Engine.Native.State;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Starts a container's shim, together with what must be there at the same time: its ports, and the clients that were attached
/// before.</summary>
internal sealed class ShimStart(EnginePaths paths, ShimProcess shims, NetworkManager networks, ContainerRegistry registry)
{
    /// <returns>The shim's answer: started, or why not.</returns>
    public async Task<ShimMessage> StartAsync(string id, EndpointLease? lease, PendingAttachments attachments)
    {
        var publish = lease is null ? Task.CompletedTask : networks.PublishAsync(lease, CancellationToken.None);
        using var attaching = new CancellationTokenSource();
        var attached = attachments.ConnectAsync(paths.RunSocket(id), attaching.Token);
        try
        {
            // Not cancelled halfway: a start is short, and an answer that nobody awaits would leave an unknown run.
            return WithHolder(await shims.RunAsync(paths.RunSpec(id), CancellationToken.None), lease);
        }
        finally
        {
            await attaching.CancelAsync();
            await attached;
            await publish;
        }
    }

    // A program took the port after the engine had found it free, or holds it in a way that only a second bind notices.
    private ShimMessage WithHolder(ShimMessage answer, EndpointLease? lease)
    {
        if (answer is { Step: ShimSteps.Ports, Errno: Errno.EADDRINUSE } && lease is not null
            && networks.ExplainTaken(lease, registry.NameOf) is { } who)
            return answer with { Message = who };
        return answer;
    }
}
