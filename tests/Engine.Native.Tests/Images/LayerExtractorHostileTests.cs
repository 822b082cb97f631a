using Panel.Engine.Contract;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;
using Panel.Engine.Native.Snapshots;

namespace Panel.Engine.Native.Tests.Images;

public sealed class LayerExtractorHostileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _root, _canary;

    public LayerExtractorHostileTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners and devices need root.");
        _root = _directory.New("layer");
        _canary = _directory.New("canary");
        File.WriteAllText(_canary + "/secret", "host");
        File.SetUnixFileMode(_canary + "/secret", UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(_canary).Select(Path.GetFileName));
        Assert.Equal("host", File.ReadAllText(_canary + "/secret"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_canary + "/secret"));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_directory.Path).Count());
        _directory.Dispose();
    }

    [Theory]
    [InlineData("../canary/secret")]
    [InlineData("a/../../canary/secret")]
    [InlineData("/../canary/secret")]
    [InlineData("../canary/.wh.secret")]
    [InlineData("..")]
    public async Task Extract_NameThatLeadsOut_IsRefused(string name) =>
        await RefusedAsync(new TarBuilder().File(name, "evil"), name, "leads out of the layer");

    [Theory]
    [InlineData("../canary/secret")]
    [InlineData("/../../canary/secret")]
    [InlineData("nothing")]
    [InlineData("")]
    [InlineData(".")]
    public async Task Extract_HardLinkOutOfTheLayer_IsRefused(string target) => await RefusedAsync(new TarBuilder().HardLink("link", target), "link");

    [Fact]
    public async Task Extract_AbsoluteNames_StayInside()
    {
        await ExtractAsync(new TarBuilder().File(_canary + "/secret", "evil"));
        Assert.Equal("evil", File.ReadAllText(_root + _canary + "/secret"));
    }

    [Fact]
    public async Task Extract_WritesThroughSymlinks_StayInside()
    {
        var outside = _canary;
        await ExtractAsync(new TarBuilder().Folder(outside).Symlink("link", outside).File("link/secret", "evil").Symlink("up", "../../../../..").File("up/x", "evil")
            .HardLink("taken", "link/secret"));
        Assert.Equal("evil", File.ReadAllText($"{_root}{outside}/secret"));
        Assert.Equal("evil", File.ReadAllText(_root + "/x"));
        Assert.Equal("evil", File.ReadAllText(_root + "/taken"));
    }

    [Fact]
    public async Task Extract_FileOverASymlink_ReplacesTheLinkAndNotItsTarget()
    {
        await ExtractAsync(new TarBuilder().Symlink("f", _canary + "/secret").File("f", "evil", 0x1FF).Symlink("g", _canary + "/secret").HardLink("h", "g"));
        Assert.Equal("evil", File.ReadAllText(_root + "/f"));
        Assert.Equal(_canary + "/secret", new FileInfo(_root + "/h").LinkTarget);
    }

    [Theory]
    [InlineData("/proc/self/root")]
    [InlineData("/proc/self/cwd")]
    [InlineData("/proc/self/fd/0")]
    public async Task Extract_ParentThatIsAMagicLink_IsRefused(string link) =>
        await RefusedAsync(new TarBuilder().Symlink("l", link).File("l/x", "evil"), "l/x");

    [Theory]
    [InlineData(".wh.")]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    [InlineData("a/.wh...")]
    public async Task Extract_WhiteoutOfNothing_IsRefused(string name) => await RefusedAsync(new TarBuilder().File(name), name);

    [Fact]
    public async Task Extract_FileAsParent_IsRefused() => await RefusedAsync(new TarBuilder().File("f").File("f/x"), "f/x");

    [Fact]
    public async Task Extract_SymlinkCircle_IsRefused() => await RefusedAsync(new TarBuilder().Symlink("a", "b").Symlink("b", "a").File("a/x"), "a/x");

    [Fact]
    public async Task Extract_RootThatIsNoDirectory_IsRefused() => await RefusedAsync(new TarBuilder().Symlink("./", _canary), "./");

    [Theory]
    [InlineData("a\0b")]
    public async Task Extract_ZeroByteInPaxPath_IsRefused(string path) =>
        await RefusedAsync(new TarBuilder().Pax(("path", System.Text.Encoding.Latin1.GetBytes(path))).File("f"), "f");

    [Fact]
    public async Task Extract_ImpossibleOwner_IsRefused()
    {
        await RefusedAsync(new TarBuilder().Pax(("uid", "4294967295"u8.ToArray())).File("f"), "f", "uid");
        await RefusedAsync(new TarBuilder().Pax(("uid", "99999999999999999999"u8.ToArray())).File("f"), "f", "uid");
    }

    [Fact]
    public async Task Extract_MoreThanTheLimits_IsRefused()
    {
        var many = new TarBuilder();
        for (var i = 0; i < 11; i++) many.File("f" + i);
        await RefusedAsync(many, "f10", "at most 10 entries", new() { MaxEntries = 10 });
        await RefusedAsync(new TarBuilder().File("f", new string('x', 5000)), "4096", "larger than", new() { MaxBytes = 4096 });
        await RefusedAsync(new TarBuilder().Pax(("comment", new byte[2000])).File("f"), "extended header", "at most 1024", new() { MaxExtendedHeaderBytes = 1024 });
        await RefusedAsync(new TarBuilder().Pax(("GNU.sparse.map", "0,0"u8.ToArray()), ("GNU.sparse.realsize", "9000000000000000000"u8.ToArray())).File("f"), "f", "at most");
        await RefusedAsync(new TarBuilder().Pax(("GNU.sparse.map", "100,50,20,9"u8.ToArray()), ("GNU.sparse.realsize", "1000"u8.ToArray())).File("f"), "f", "overlap");
    }

    [Fact]
    public async Task Extract_CutOffArchive_IsRefusedAtEveryByte()
    {
        var whole = new TarBuilder().Pax(("mtime", "1.5"u8.ToArray())).File("d/f", new string('x', 700)).Symlink("s", "d").ToArray(end: false);
        for (var length = 0; length < whole.Length; length += 64)
        {
            // Between two entries it is an archive without an end mark, which GNU tar and Docker accept.
            if (length is 2560) continue;
            await Assert.ThrowsAsync<InvalidInputException>(() => LayerExtractor.ExtractAsync(new MemoryStream(whole[..length]), _root, cancellationToken: Token));
        }
    }

    [Fact]
    public async Task Remove_DeepTree_RemovesIt()
    {
        // Deeper than a path can be long: each entry goes through a link.
        var tar = new TarBuilder().Folder("t").Symlink("l0", "t");
        var part = string.Join('/', Enumerable.Repeat(new string('d', 90), 10));
        for (var i = 0; i < 10; i++)
            tar.Pax(("path", Bytes($"l{i}/{part}/f"))).File("f").Pax(("linkpath", Bytes($"l{i}/{part}"))).Symlink($"l{i + 1}", "x");
        await ExtractAsync(tar);
        FileTree.Remove(_root);
        Assert.False(Directory.Exists(_root));
        Directory.CreateDirectory(_root);
    }

    [Fact]
    public async Task Extract_RandomDamage_ThrowsDomainErrorsOnly()
    {
        var random = new Random(4711);
        var whole = new TarBuilder().Folder("d").Pax(("mtime", "1.5"u8.ToArray()), ("SCHILY.xattr.user.x", [1, 2])).File("d/f", "content").Symlink("s", "d")
            .HardLink("h", "d/f").LongName("long/name").File("x", "y").Entry("sp", 'S', [1]).File(".wh.q").ToArray();
        for (var round = 0; round < 3000; round++)
        {
            var damaged = (byte[])whole.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var at = random.Next(damaged.Length);
                damaged[at] = (byte)random.Next(256);
                var header = at / 512 * 512;
                // Repair the checksum, or nothing behind it is ever reached.
                if (random.Next(4) > 0) Repair(damaged.AsSpan(header, 512));
            }
            try
            {
                await LayerExtractor.ExtractAsync(new MemoryStream(damaged), _root, new() { MaxBytes = 1 << 20 }, Token);
            }
            catch (EngineException)
            {
                // What is damaged is refused; the point is that nothing else comes out of it.
            }
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.Latin1.GetBytes(text);

    private static void Repair(Span<byte> header)
    {
        header[148..156].Fill((byte)' ');
        var sum = 0;
        foreach (var value in header) sum += value;
        System.Text.Encoding.Latin1.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private Task<ExtractedLayer> ExtractAsync(TarBuilder tar) => LayerExtractor.ExtractAsync(tar.ToStream(), _root, cancellationToken: Token);

    private async Task RefusedAsync(TarBuilder tar, string name, string? words = null, LayerLimits? limits = null)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => LayerExtractor.ExtractAsync(tar.ToStream(), _root, limits, Token));
        Assert.Contains(name, refused.Message);
        if (words is not null) Assert.Contains(words, refused.Message);
    }
}
