using System.Formats.Tar;
using System.Text;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Archives;
using TarWriter = Panel.Engine.Layers.Tar.TarWriter;

namespace Panel.Engine.Native.Tests.Archives;

/// <summary>What we write as tar, read by .NET and by ourselves.</summary>
public sealed class TarWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    // Around where the length of a pax record gains a digit.
    [InlineData(988)]
    [InlineData(989)]
    [InlineData(990)]
    [InlineData(991)]
    [InlineData(4000)]
    public async Task Name_OfAnyLength_IsReadAgain(int length)
    {
        var name = new string('n', length);
        var entry = Assert.Single(await ReadAsync(Entry(name, LayerEntryType.Symlink, link: name + "x")));
        Assert.Equal((TarEntryType.SymbolicLink, name, name + "x"), (entry.EntryType, entry.Name, entry.LinkName));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x1FFFFFu)]
    [InlineData(0x200000u)]
    [InlineData(2_000_000_000u)]
    public async Task Owner_OfAnyNumber_IsReadAgain(uint id)
    {
        var entry = Assert.Single(await ReadAsync(Entry("file", LayerEntryType.Regular) with { Uid = id, Gid = id }));
        Assert.Equal(((int)id, (int)id), (entry.Uid, entry.Gid));
    }

    [Fact]
    public async Task Attribute_OfAnyBytes_IsReadAgain()
    {
        byte[] value = [0, 1, (byte)'\n', (byte)'=', 0xFF];
        using var stream = await WriteAsync(Entry("file", LayerEntryType.Regular) with { Attributes = [new("security.capability", value)] });
        using var reader = new LayerTarReader(stream, new LayerLimits());
        var entry = await reader.NextAsync(Token);
        var (name, read) = Assert.Single(entry!.Attributes);
        Assert.Equal("security.capability", name);
        Assert.Equal(value, read);
        Assert.Null(await reader.NextAsync(Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(200_000)]
    public async Task Content_OfAnyLength_IsPaddedAndReadAgain(int length)
    {
        var path = Path.GetTempFileName();
        try
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
            await File.WriteAllTextAsync(path, text, Token);
            using var file = File.OpenHandle(path);
            using var stream = new MemoryStream();
            var writer = new TarWriter(stream);
            var entry = Entry("file", LayerEntryType.Regular);
            entry.Length = length;
            await writer.WriteAsync(entry, file, Token);
            await writer.WriteAsync(Entry("after/", LayerEntryType.Directory), null, Token);
            await writer.FinishAsync(Token);
            Assert.Equal(0, stream.Length % 512);
            stream.Position = 0;
            await using var reader = new TarReader(stream);
            var first = await reader.GetNextEntryAsync(copyData: true, Token);
            Assert.Equal(text, first!.DataStream is null ? "" : await new StreamReader(first.DataStream, Encoding.ASCII).ReadToEndAsync(Token));
            Assert.Equal("after/", (await reader.GetNextEntryAsync(cancellationToken: Token))!.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static LayerEntry Entry(string name, LayerEntryType type, string link = "") =>
        new() { Name = name, Type = type, LinkName = link, Mode = 0x1A4, Uid = 0, Gid = 0, Modified = new Timestamp(1_700_000_000, 0) };

    private static async Task<MemoryStream> WriteAsync(LayerEntry entry)
    {
        var stream = new MemoryStream();
        var writer = new TarWriter(stream);
        await writer.WriteAsync(entry, null, Token);
        await writer.FinishAsync(Token);
        stream.Position = 0;
        return stream;
    }

    private static async Task<List<TarEntry>> ReadAsync(LayerEntry entry)
    {
        using var stream = await WriteAsync(entry);
        await using var reader = new TarReader(stream);
        List<TarEntry> entries = [];
        while (await reader.GetNextEntryAsync(cancellationToken: Token) is { } read) entries.Add(read);
        return entries;
    }
}
