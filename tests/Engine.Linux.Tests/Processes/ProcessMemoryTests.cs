using System.Globalization;
using Panel.Engine.Linux.Processes;
using Tmds.Linux;

namespace Panel.Engine.Linux.Tests.Processes;

public sealed unsafe class ProcessMemoryTests : IDisposable
{
    private const int Bytes = 8 * 1024 * 1024;
    private const int ReadOnly = 1, ReadWrite = 3, Private = 2;

    // Beside the tests and not in /tmp, which may be memory.
    private readonly string _path = Path.Combine(AppContext.BaseDirectory, Path.GetRandomFileName());
    private readonly byte* _mapping;

    public ProcessMemoryTests()
    {
        using var file = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite);
        file.Write([.. Enumerable.Range(0, Bytes).Select(index => (byte)(index % 251))]);
        file.Flush(flushToDisk: true); // Pages that are still to be written cannot go.
        _mapping = (byte*)LibC.mmap(null, Bytes, ReadWrite, Private, (int)file.SafeFileHandle.DangerousGetHandle(), 0);
        Assert.NotEqual(-1, (nint)_mapping);
    }

    public void Dispose()
    {
        _ = LibC.munmap(_mapping, Bytes);
        File.Delete(_path);
    }

    [Fact]
    public void ReleaseFilePages_TakesWhatIsOnlyRead_AndItIsReadAgain()
    {
        Assert.Equal(0, LibC.mprotect(_mapping, Bytes, ReadOnly));
        AssertContent(0);
        Assert.Equal(Bytes, ResidentBytes());

        ProcessMemory.ReleaseFilePages();

        Assert.InRange(ResidentBytes(), 0, Bytes / 2);
        AssertContent(0);
    }

    [Fact]
    public void ReleaseFilePages_LeavesWhatWasChangedBeforeItBecameReadOnly()
    {
        for (var index = 0; index < Bytes; index++) _mapping[index] ^= 1; // As the runtime does when it relocates a library.
        Assert.Equal(0, LibC.mprotect(_mapping, Bytes, ReadOnly));

        ProcessMemory.ReleaseFilePages();

        AssertContent(1);
    }

    [Fact]
    public void AnonymousBytes_GrowsWithTheHeap()
    {
        var before = ProcessMemory.AnonymousBytes;
        var heap = new byte[64 * 1024 * 1024];
        Random.Shared.NextBytes(heap);

        Assert.InRange(ProcessMemory.AnonymousBytes - before, heap.Length / 2, heap.Length * 2L);
        GC.KeepAlive(heap);
    }

    private void AssertContent(int changed)
    {
        for (var index = 0; index < Bytes; index++)
        {
            if (_mapping[index] != ((index % 251) ^ changed)) Assert.Fail($"byte {index} is {_mapping[index]}");
        }
    }

    // Rss of the mapping in /proc/self/smaps
    private long ResidentBytes()
    {
        var line = File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(_path, StringComparison.Ordinal)).First(line => line.StartsWith("Rss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
