using Panel.Engine.Linux.Kernel;

namespace Panel.Web.Configuration;

/// <summary>Returns memory to the machine when the panel is idle: after the start, the pages of programs that only the start needed; after
/// work, the free part of the heap. The runtime does neither unless the machine is short of memory (ADR 0021).</summary>
internal sealed class IdleMemory(IResidentMemory memory, TimeProvider time, ILogger<IdleMemory> logger) : BackgroundService
{
    private const long WorkBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTime = Pause / 20;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? allocated = null;
        var programs = false;
        var processorTime = memory.ProcessorTime;
        while (true)
        {
            await Task.Delay(Pause, time, stoppingToken);
            var used = memory.ProcessorTime - processorTime;
            processorTime += used;
            if (used > IdleTime || memory.AllocatedBytes < allocated + WorkBytes) continue;
            try
            {
                var before = memory.HeapBytes;
                memory.ReleaseHeap();
                if (!programs) memory.ReleaseFilePages();
                programs = true;
                StartUpLog.MemoryReleased(logger, before, memory.HeapBytes);
            }
            catch (KernelException error)
            {
                // For example, no file descriptor is left to read /proc with. This must not end the panel.
                StartUpLog.MemoryKept(logger, error);
            }

            allocated = memory.AllocatedBytes;
            processorTime = memory.ProcessorTime;
        }
    }
}
