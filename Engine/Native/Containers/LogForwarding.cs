using Panel.Engine.Contract;
using Panel.Engine.Native.Logs.Syslog;

namespace Panel.Engine.Native.Containers;

/// <summary>Forwards the logs of containers with a forwarding driver, from the moment they are known until they are removed.</summary>
internal sealed class LogForwarding(ContainerServices services, BackgroundWork background, Func<Container, LogQuery, CancellationToken, IAsyncEnumerable<LogEntry>> read)
{
    public void Begin(Container container)
    {
        if (container.Config.Spec.LogDriver != LogDrivers.Syslog) return;
        background.Run(container.Id, "send its log to syslog", async token =>
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(token, container.RemovedToken);
            var forwarder = new SyslogForwarder(() => container.Config, services.Paths.ContainerSyslog(container.Id), services.Time, services.Logger);
            try
            {
                await forwarder.RunAsync((query, cancellationToken) => read(container, query, cancellationToken), both.Token);
            }
            catch (OperationCanceledException) when (container.RemovedToken.IsCancellationRequested)
            {
                // Removed while its server was unreachable.
            }
        });
    }
}
