using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Native.Tests.Images;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.Engine.Native.Tests.Registries;

/// <summary>B1: layers that are made to lead out of the store, by the ways that an image comes in: a pull and a load.</summary>
public sealed class HostileLayerTests : RegistryTest
{
    private readonly HostCanary _canary = new();

    protected override ValueTask EndAsync()
    {
        Assert.True(_canary.IsUnchanged);
        _canary.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string, string, bool> Refused
    {
        get
        {
            TheoryData<string, string, bool> data = [];
            foreach (var (hostile, sentence) in new[]
            {
                ("name up", "leads out of the layer"), ("whiteout up", "leads out of the layer"), ("whiteout of the parent", "is a whiteout of nothing"),
                ("hard link up", "leads out of the layer"), ("hard link below", "which the layer does not have before it"), ("magic link", "open its directory"),
                ("sparse giant", "claims 1152921504606846976 bytes"), ("sparse overlap", "overlap or lie outside"), ("old sparse giant", "claims 8589934591 bytes"), ("size lie", "claims 9223372036854775807 bytes"),
                ("long name", "longer than 4095 bytes"), ("pax of gigabytes", "an extended header of 8589934591 bytes"), ("long link of gigabytes", "an extended header of 8589934591 bytes"),
                ("root as a file", "not a directory"), ("unknown type", "which no layer has"), ("cut off", "cut off"), ("no tar", "is not a tar archive"),
            })
            {
                data.Add(hostile, sentence, false);
                data.Add(hostile, sentence, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Image_WithAHostileLayer_IsRefusedAndLeavesNothing(string hostile, string sentence, bool load)
    {
        Store.Limits = new() { MaxBytes = 1L << 32 };
        var up = string.Concat(Enumerable.Repeat("../", 20)) + _canary.Root[1..];
        var giant = (1L << 60).ToString();
        var tar = hostile switch
        {
            "name up" => new TarBuilder().File(up + "/secret", "evil"),
            "whiteout up" => new TarBuilder().File(up + "/.wh.secret"),
            "whiteout of the parent" => new TarBuilder().File("a/.wh..."),
            "hard link up" => new TarBuilder().HardLink("a", up + "/secret"),
            "hard link below" => new TarBuilder().HardLink("a", "below/f"),
            "magic link" => new TarBuilder().Symlink("a", "/proc/self/root").File("a" + _canary.Root + "/secret", "evil"),
            "sparse giant" => new TarBuilder().Pax(("GNU.sparse.map", "0,1"u8.ToArray()), ("GNU.sparse.size", Encoding.ASCII.GetBytes(giant))).File("a", "x"),
            "sparse overlap" => new TarBuilder().Pax(("GNU.sparse.map", "0,1,0,1"u8.ToArray()), ("GNU.sparse.size", "9"u8.ToArray())).File("a", "xx"),
            "old sparse giant" => OldSparse(),
            "size lie" => new TarBuilder().Pax(("size", Encoding.ASCII.GetBytes($"{long.MaxValue}"))).File("a", "x"),
            "long name" => new TarBuilder().LongName(string.Concat(Enumerable.Repeat("d/", 3000)) + "f").File("f"),
            "pax of gigabytes" => new TarBuilder().Entry("pax", 'x', claimedSize: 8589934591),
            "long link of gigabytes" => new TarBuilder().Entry("././@LongLink", 'K', claimedSize: 8589934591),
            "root as a file" => new TarBuilder().Symlink("./", _canary.Root),
            "unknown type" => new TarBuilder().Entry("a", 'Z'),
            "cut off" => new TarBuilder().Entry("a", '0', claimedSize: 5000),
            _ => new TarBuilder().Raw(new byte[511]).Raw("text"u8.ToArray()).Raw(new byte[600]),
        };
        var image = new TestImage([TestLayer.OfFile("below/f", "b"), TestLayer.OfTar(tar.ToArray(end: hostile != "cut off"))]);
        if (load)
        {
            var error = await Assert.ThrowsAsync<InvalidInputException>(() => Store.LoadAsync(Archive(image), null, Token));
            Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
            AssertSentence(error.Message);
        }
        else await RefusedAsync(Registry.Add(image), sentence);
        Assert.Empty(await Store.ListAsync(Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Image_WithLayersThatReachElsewhere_StaysInside(bool load)
    {
        var lower = new TarBuilder().Symlink("way", _canary.Root).Symlink("up", "../../../../../../../..").Folder("kept").File("kept/f", "lower");
        var upper = new TarBuilder()
            .File("way/secret", "evil").File("up" + _canary.Root + "/secret", "evil").File("way/.wh.secret2")
            .Folder(_canary.Root).Symlink("own", _canary.Root).File("own/secret", "evil").HardLink("own2", "own/secret").File(_canary.Root + "/secret", "absolute")
            .Device("disk", '4', 8, 0).Device("memory", '3', 1, 1).File("root", "x", mode: 0xDED)
            .File("twice", "first").File("twice", "second").Folder("turned").File("turned/f").File("turned", "file").File("kept", "a file over a folder");
        var image = new TestImage([TestLayer.OfTar(lower.ToArray()), TestLayer.OfTar(upper.ToArray(), "zstd")]);
        if (load) await Store.LoadAsync(Archive(image), null, Token);
        else await PullAsync(Registry.Add(image));

        var layers = Store.Resolve(image.Id).LayerDirectories;
        Assert.Equal(("evil", "absolute", "evil"), (FileOf(image.Id, "way/secret"), FileOf(image.Id, _canary.Root[1..] + "/secret"), FileOf(image.Id, "own2")));
        Assert.Equal(("second", "file", "a file over a folder"), (FileOf(image.Id, "twice"), FileOf(image.Id, "turned"), FileOf(image.Id, "kept")));
        Assert.Equal("lower", File.ReadAllText(layers[1] + "/kept/f"));
        Assert.NotNull(new FileInfo(layers[1] + "/way").LinkTarget);
        // Devices and set-uid programs are there, behind folders that none but root enters.
        Assert.True(File.GetUnixFileMode(layers[0] + "/root").HasFlag(UnixFileMode.SetUser));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Path.GetDirectoryName(layers[0]))!));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public async Task Load_OfAnArchiveWithHeadersOfGigabytes_IsRefusedBeforeTheyAreRead(char type)
    {
        await using var archive = new EndlessStream(new TarBuilder().Entry("header", type, claimedSize: 8589934591).ToArray(end: false), new byte[65536]);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Store.LoadAsync(archive, null, Token));
        Assert.Contains("at most 1048576 are accepted", error.Message, StringComparison.Ordinal);
        Assert.True(archive.Given < 1 << 20);
    }

    [Theory]
    [InlineData("long name", "longer than 1024 bytes")]
    [InlineData("sparse", "is a sparse file")]
    [InlineData("many", "more than 20000 members")]
    [InlineData("null", "has no configuration, or an empty name")]
    [InlineData("null name", "has no configuration, or an empty name")]
    [InlineData("null image", "cannot be read as JSON")]
    [InlineData("giant document", "at most 8388608 are read")]
    public async Task Load_OfAHostileArchive_IsRefusedAndLeavesNothing(string hostile, string sentence)
    {
        var archive = new TarBuilder();
        if (hostile == "long name") archive.LongName(new string('n', 2000)).File("n");
        if (hostile == "sparse") archive.Pax(("GNU.sparse.map", "5,1"u8.ToArray()), ("GNU.sparse.size", "9"u8.ToArray())).File("a", "x");
        if (hostile == "many") for (var i = 0; i <= 20_000; i++) archive.Folder("d");
        if (hostile == "null") archive.File("manifest.json", """[{"Config":"c","Layers":[null]}]""");
        if (hostile == "null name") archive.File("manifest.json", """[{"Config":"c","Layers":[],"RepoTags":[null]}]""");
        if (hostile == "null image") archive.File("manifest.json", "[null]");
        if (hostile == "giant document") archive.File("manifest.json", new string(' ', 9 << 20));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Store.LoadAsync(archive.ToStream(), null, Token));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        AssertSentence(error.Message);
    }

    /// <summary>Ten gigabytes of zeros in ten megabytes: gzip may be put together of pieces.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Image_WithABombForALayer_EndsAtTheLimit(bool load)
    {
        const long size = 10L << 30;
        Store.Limits = new() { MaxBytes = 64 << 20 };
        var (header, zeros) = (Gzip(new TarBuilder().Entry("zeros", '0', claimedSize: size).ToArray(end: false)), Gzip(new byte[16 << 20]));
        var blob = new MemoryStream();
        blob.Write(header);
        for (long written = 0; written < size; written += 16 << 20) blob.Write(zeros);
        var bomb = new TestImage([new TestLayer(blob.ToArray(), TestImage.DigestOf([]), "application/vnd.oci.image.layer.v1.tar+gzip")]);
        await AtLimitAsync(bomb, "claims 10737418240 bytes; at most 67108864 are accepted");
        // The same, not said beforehand: the header's entry is small, and others follow without end.
        var many = Gzip(new TarBuilder().Entry("zeros", '0', new byte[16 << 20]).ToArray(end: false));
        blob = new MemoryStream();
        for (long written = 0; written < size; written += 16 << 20) blob.Write(many);
        await AtLimitAsync(new TestImage([new TestLayer(blob.ToArray(), TestImage.DigestOf([]), "application/vnd.oci.image.layer.v1.tar+gzip")]), "larger than 67108864 bytes");

        async Task AtLimitAsync(TestImage image, string sentence)
        {
            if (!load) await RefusedAsync(Registry.Add(image), sentence);
            else Assert.Contains(sentence, (await Assert.ThrowsAsync<InvalidInputException>(() => Store.LoadAsync(Archive(image), null, Token))).Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    // One piece of a byte, in a file that its header calls as large as octal digits go.
    private static TarBuilder OldSparse()
    {
        var entry = new TarBuilder().Entry("a", 'S', "x"u8.ToArray()).ToArray(end: false);
        Encoding.ASCII.GetBytes("00000000000\0" + "00000000001\0").CopyTo(entry, 386);
        Encoding.ASCII.GetBytes("77777777777\0").CopyTo(entry, 483);
        entry.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(entry.Take(512).Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(entry, 148);
        return new TarBuilder().Raw(entry);
    }

    private static MemoryStream Archive(TestImage image)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            List<string> layers = [];
            foreach (var layer in image.Layers)
            {
                layers.Add($"layer{layers.Count}.tar");
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, layers[^1]) { DataStream = new MemoryStream(layer.Blob) });
            }
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "config.json") { DataStream = new MemoryStream(image.Config) });
            var manifest = JsonSerializer.SerializeToUtf8Bytes(new[] { new { Config = "config.json", RepoTags = new[] { "app:1" }, Layers = layers } });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(manifest) });
        }
        stream.Position = 0;
        return stream;
    }
}
