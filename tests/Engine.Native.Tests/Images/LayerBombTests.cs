using System.IO.Compression;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.Images;
using Panel.Tests.Shared;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>Alone: other tests' memory would be counted too.</summary>
[CollectionDefinition(nameof(LayerBombTests), DisableParallelization = true)]
public sealed class LayerBombCollection;

[Collection(nameof(LayerBombTests))]
public sealed class LayerBombTests : IDisposable
{
    private const long MaxGrowth = 100_000_000;
    private readonly TemporaryDirectory _directory = new();

    public LayerBombTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners need root.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Extract_ManyEntries_TakesLittleMemory()
    {
        var count = Rounds.Of(100_000, 1_000_000);
        // In memory: it is not the disk's speed that is tested.
        using var memory = new TemporaryDirectory("/dev/shm");
        var root = memory.New("layer");
        var tar = memory.At("a.tar");
        await using (var file = File.Create(tar))
        {
            for (var i = 0; i < count; i++) file.Write(new TarBuilder().Entry($"d{i / 1000}/f{i}", i % 3 == 0 ? '5' : '0').ToArray(end: false));
        }
        var before = Environment.WorkingSet;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using (var file = File.OpenRead(tar)) Assert.Equal(count, (await LayerExtractor.ExtractAsync(file, root, cancellationToken: Token)).Entries);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, MaxGrowth);
    }

    [Fact]
    public async Task Extract_GlobalHeaders_AreNotCopiedForEachEntry()
    {
        // 1,000 records that are kept, 50,000 that are not, and entries with a header of their own.
        static byte[] Global((string, byte[])[] records)
        {
            var header = new TarBuilder().Pax(records).ToArray(end: false);
            header[156] = (byte)'g';
            Reseal(header);
            return header;
        }
        using var tar = new MemoryStream();
        tar.Write(Global([.. Enumerable.Range(0, 50_000).Select(i => ($"k{i}", Array.Empty<byte>()))]));
        for (var i = 0; i < 2_000; i++) tar.Write(new TarBuilder().Pax(("path", "f"u8.ToArray())).File("x").ToArray(end: false));
        tar.Position = 0;
        var root = _directory.New("layer");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await LayerExtractor.ExtractAsync(tar, root, cancellationToken: Token);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, MaxGrowth);
        var attributes = Global([.. Enumerable.Range(0, 1_001).Select(i => ($"SCHILY.xattr.user.{i}", "x"u8.ToArray()))]);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => LayerExtractor.ExtractAsync(new MemoryStream(attributes), _directory.New("other"), cancellationToken: Token));
        Assert.Contains("has more than 1000 records in its global extended headers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_ExtendedHeadersWithoutEnd_AreRefused()
    {
        foreach (var type in "xgLK")
        {
            var header = new TarBuilder().Pax(("comment", new byte[60_000])).ToArray(end: false);
            header[156] = (byte)type;
            Reseal(header);
            await using var endless = new EndlessStream(header);
            await Assert.ThrowsAsync<InvalidInputException>(() => LayerExtractor.ExtractAsync(endless, _directory.New("layer" + type), cancellationToken: Token));
            Assert.True(endless.Given < 2_000_000);
        }
    }

    [Fact]
    public async Task Import_EndlessJunkBehindGzip_IsRefused()
    {
        var paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        using var store = new ImageStore(paths, new EventBus(), NullLogger<ImageStore>.Instance) { Limits = new() { MaxBytes = 10_000_000 } };
        await store.LoadAsync(Token);
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(new TarBuilder().File("f", "x").ToArray());
        await using var endless = new EndlessStream(packed.ToArray(), new byte[4096]);
        await Assert.ThrowsAsync<InvalidInputException>(() => store.ImportAsync(endless, "bomb", new(), cancellationToken: Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(paths.LayersRoot + "/staging"));
    }

    private static void Reseal(byte[] archive)
    {
        archive.AsSpan(148, 8).Fill((byte)' ');
        System.Text.Encoding.Latin1.GetBytes(Convert.ToString(archive.Take(512).Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(archive, 148);
    }

    [Fact]
    public async Task Import_GzipOfZeros_IsRefusedAtTheLimitAndFreesTheDisk()
    {
        const long size = 1L << 30;
        var bomb = _directory.At("bomb.tar.gz");
        await using (var file = File.Create(bomb))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
        {
            gzip.Write(new TarBuilder().Entry("zeros", '0', claimedSize: size).ToArray(end: false));
            for (var i = 0; i < 1024; i++) gzip.Write(new byte[1 << 20]);
        }
        var paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        using var store = new ImageStore(paths, new EventBus(), NullLogger<ImageStore>.Instance) { Limits = new() { MaxBytes = size - 1 } };
        await store.LoadAsync(Token);
        var before = Environment.WorkingSet;
        await using var stream = File.OpenRead(bomb);
        await Assert.ThrowsAsync<InvalidInputException>(() => store.ImportAsync(stream, "bomb", new(), cancellationToken: Token));
        store.Limits = new() { MaxBytes = size };
        stream.Position = 0;
        Assert.Contains("larger than", (await Assert.ThrowsAsync<InvalidInputException>(() => store.ImportAsync(stream, "bomb", new(), cancellationToken: Token))).Message);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, MaxGrowth);
        Assert.Empty(Directory.EnumerateFileSystemEntries(paths.LayersRoot + "/staging"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(paths.BlobsRoot));
    }
}
