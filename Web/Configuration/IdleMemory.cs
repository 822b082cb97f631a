using Panel.Engine.Linux.Kernel;

namespace Panel.Web.Configuration;

/// <summary>
/// Gives memory back to the machine when the panel has nothing to do: after the start the pages of programs that only the start needed, and
/// after work the part of the heap that is free again. The runtime does neither unless the machine is short of memory (ADR 0021).
/// </summary>
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
                // Such as no file descriptor being left to read /proc with: nothing that the panel should end for.
                StartUpLog.MemoryKept(logger, error);
            }

            allocated = memory.AllocatedBytes;
            processorTime = memory.ProcessorTime;
        }
    }
}
