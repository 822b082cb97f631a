using Panel.Engine.Linux.Processes;

namespace Panel.Web.Configuration;

/// <summary>The memory of this process. Tests have their own implementation.</summary>
internal interface IResidentMemory
{
    /// <summary>Processor time that the process has used since its start, over all processors.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Bytes allocated since the process started, including those that are no longer in use.</summary>
    long AllocatedBytes { get; }

    /// <summary>Resident bytes of the heaps and stacks.</summary>
    long HeapBytes { get; }

    /// <summary>Collects all garbage and returns the free memory to the system.</summary>
    void ReleaseHeap();

    /// <summary>Releases the pages of programs and libraries; the kernel reads them again when they are used.</summary>
    void ReleaseFilePages();
}

/// <inheritdoc/>
internal sealed class ResidentMemory : IResidentMemory
{
    /// <inheritdoc/>
    public TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    /// <inheritdoc/>
    public long AllocatedBytes => GC.GetTotalAllocatedBytes();

    /// <inheritdoc/>
    public long HeapBytes => ProcessMemory.AnonymousBytes;

    /// <inheritdoc/>
    public void ReleaseHeap()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        ProcessMemory.TrimNativeHeap();
    }

    /// <inheritdoc/>
    public void ReleaseFilePages() => ProcessMemory.ReleaseFilePages();
}
