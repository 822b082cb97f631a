using Panel.Engine.Linux.Processes;

namespace Panel.Web.Configuration;

/// <summary>The memory of this process. Tests have one of their own.</summary>
internal interface IResidentMemory
{
    /// <summary>What the process has used of all processors since its start.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Bytes that were allocated since its start, whether they are still in use or not.</summary>
    long AllocatedBytes { get; }

    /// <summary>Resident bytes of heaps and stacks.</summary>
    long HeapBytes { get; }

    /// <summary>Collects everything that nobody refers to and gives back what is free then.</summary>
    void ReleaseHeap();

    /// <summary>Gives back the pages of programs and libraries; what is used is read again.</summary>
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
