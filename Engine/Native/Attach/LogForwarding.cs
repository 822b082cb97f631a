using Microsoft.Extensions.Logging;
using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Logs.Syslog;

namespace Panel.Engine.Native.Attach;

/// <summary>Forwards the logs of containers with a forwarding driver, from the moment they are known until they are removed.</summary>
internal sealed class LogForwarding(
    ContainerLogs logs, EnginePaths paths, BackgroundWork background, TimeProvider time, ILogger logger) : ILifeFollower
{
    public void Known(Container container)
    {
        if (container.Config.Spec.LogDriver != LogDrivers.Syslog) return;
        background.Run(container.Id, "send its log to syslog", async token =>
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(token, container.RemovedToken);
            var forwarder = new SyslogForwarder(() => container.Config, paths.ContainerSyslog(container.Id), time, logger);
            try
            {
                await forwarder.RunAsync((query, cancellationToken) => logs.ReadLogsAsync(container, query, cancellationToken), both.Token);
            }
            catch (OperationCanceledException) when (container.RemovedToken.IsCancellationRequested)
            {
                // Removed while its server was unreachable.
            }
        });
    }
}
