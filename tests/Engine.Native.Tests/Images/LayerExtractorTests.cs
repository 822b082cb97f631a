using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Layers.Tar;
using Panel.Engine.Linux.Files;

namespace Panel.Engine.Native.Tests.Images;

public sealed class LayerExtractorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _root;

    public LayerExtractorTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Owners and devices need root.");
        _root = _directory.New("layer");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Extract_FilesAndDirectories_KeepsModesOwnersAndTimes()
    {
        var tar = new TarBuilder().Folder("./", 0x1ED, 5).Folder("./a", 0x3FF, 1000).File("./a/f", "hello", 0x9ED, 1234, 70000, 2000)
            .Folder("b", mtime: 3000).File("a/g", "later").File("/absolute", "below the root");
        var layer = await LayerExtractor.ExtractAsync(tar.ToStream(), _root, cancellationToken: Token);

        Assert.Equal("hello", File.ReadAllText(_root + "/a/f"));
        Assert.Equal("4755 1234 70000 2000", Stat("a/f", "%a %u %g %Y"));
        Assert.Equal("1777 1000", Stat("a", "%a %Y"));
        Assert.Equal("755 5", Stat(".", "%a %Y"));
        Assert.Equal("below the root", File.ReadAllText(_root + "/absolute"));
        Assert.Equal(6, layer.Entries);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(tar.ToArray())), layer.DiffId);
    }

    [Fact]
    public async Task Extract_PaxTime_KeepsNanoseconds()
    {
        await ExtractAsync(new TarBuilder().Pax(("mtime", "1700000000.123456789"u8.ToArray())).File("f").Pax(("mtime", "-1.5"u8.ToArray())).File("old"));
        Assert.StartsWith("2023-11-14 22:13:20.123456789", Stat("f", "%y"));
        Assert.Equal("-2", Stat("old", "%Y"));
    }

    [Fact]
    public async Task Extract_LinksDevicesAndFifos_MakesThem()
    {
        await ExtractAsync(new TarBuilder().File("f", "x").HardLink("./hard", "./f").Symlink("soft", "../outside/$(x)")
            .Device("null", '3', 1, 3).Device("disk", '4', 259, 1048575).Entry("pipe", '6'));
        Assert.Equal(Stat("f", "%i 2"), Stat("hard", "%i %h"));
        Assert.Equal("../outside/$(x)", new FileInfo(_root + "/soft").LinkTarget);
        Assert.Equal("character special file 1 3", Stat("null", "%F %t %T"));
        Assert.Equal("block special file 103 fffff", Stat("disk", "%F %t %T"));
        Assert.Equal("fifo", Stat("pipe", "%F"));
    }

    [Fact]
    public async Task Extract_BinaryAttributes_KeepsEveryByte()
    {
        // cap_setuid=ep and a byte that is a line feed: neither survives as UTF-8 text or by lines.
        byte[] capability = [1, 0, 0, 2, 0x80, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        await ExtractAsync(new TarBuilder().Pax(("SCHILY.xattr.security.capability", capability), ("SCHILY.xattr.user.note", [0, 0xFF])).File("f", "x", uid: 5));
        Assert.Equal(capability, Attribute("f", "security.capability"));
        Assert.Equal([0, 0xFF], Attribute("f", "user.note"));
    }

    [Fact]
    public async Task Extract_ForgedOverlayAttributes_LeavesThemOut()
    {
        await ExtractAsync(new TarBuilder().Pax(("SCHILY.xattr.user.overlay.opaque", "y"u8.ToArray()), ("SCHILY.xattr.trusted.overlay.redirect", "/etc"u8.ToArray())).Folder("d"));
        Assert.Null(Attribute("d", "user.overlay.opaque"));
        Assert.Null(Attribute("d", "trusted.overlay.redirect"));
    }

    [Fact]
    public async Task Extract_Whiteouts_BecomeWhatOverlayReads()
    {
        await ExtractAsync(new TarBuilder().File("a/.wh.gone").File("b/.wh..wh..opq").File("c/.wh..wh.plnk").File(".wh.d").Folder("d").File("e/f", "kept").File(".wh.e"));
        Assert.Equal("character special file 0 0", Stat("a/gone", "%F %t %T"));
        Assert.Equal("y"u8.ToArray(), Attribute("b", "user.overlay.opaque"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root + "/c"));
        Assert.Equal("directory", Stat("d", "%F"));
        Assert.Equal("y"u8.ToArray(), Attribute("d", "user.overlay.opaque"));
        Assert.Equal("kept", File.ReadAllText(_root + "/e/f"));
        Assert.Equal("y"u8.ToArray(), Attribute("e", "user.overlay.opaque"));
    }

    [Fact]
    public async Task Extract_LaterEntryOfTheSameName_ReplacesTheEarlier()
    {
        await ExtractAsync(new TarBuilder().File("f", "old").HardLink("g", "f").File("f", "new").Folder("d").File("d/x").Symlink("d", "f").Symlink("s", "g").Folder("s"));
        Assert.Equal("new", File.ReadAllText(_root + "/f"));
        Assert.Equal("old", File.ReadAllText(_root + "/g"));
        Assert.Equal("symbolic link", Stat("d", "%F"));
        Assert.Equal("directory", Stat("s", "%F"));
    }

    [Fact]
    public async Task Extract_LongAndNonUtf8Names_KeepsThem()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('n', 200), 8));
        await ExtractAsync(new TarBuilder().LongName(name).File("cut", "long").File("caf\u00e9", "latin"));
        Assert.Equal("long", File.ReadAllText($"{_root}/{name}"));
        // The byte 0xE9 alone is no UTF-8; ls -b shows it in octal.
        Assert.Contains("caf\\351", Run("ls", "-b", _root));
    }

    [Theory]
    [InlineData("--format=gnu", "--sparse")]
    [InlineData("--format=pax", "--sparse", "--sparse-version=1.0")]
    [InlineData("--format=pax", "--sparse", "--sparse-version=0.1")]
    [InlineData("--format=pax", "--sparse", "--sparse-version=0.0")]
    [InlineData("--format=ustar")]
    public async Task Extract_ArchivesOfGnuTar_GivesTheSameFiles(params string[] options)
    {
        var source = _directory.New("source");
        using (var sparse = File.Create(source + "/sparse"))
        {
            for (var i = 0; i < 30; i++)
            {
                sparse.Seek(i * 1_000_000L, SeekOrigin.Begin);
                sparse.Write(Encoding.UTF8.GetBytes($"piece {i}"));
            }
            sparse.SetLength(40_000_000);
        }
        File.WriteAllText(source + "/empty", "");
        Run("tar", [.. options, "-C", source, "-cf", _directory.At("a.tar"), "."]);
        await using (var tar = File.OpenRead(_directory.At("a.tar"))) await LayerExtractor.ExtractAsync(tar, _root, cancellationToken: Token);
        Assert.Equal("", Run("diff", "-r", source, _root));
        if (options.Length > 1) Assert.True(long.Parse(Stat("sparse", "%b")) * 512 < 10_000_000);
    }

    private Task<ExtractedLayer> ExtractAsync(TarBuilder tar) => LayerExtractor.ExtractAsync(tar.ToStream(), _root, cancellationToken: Token);

    private string Stat(string path, string format) => Run("stat", "-c", format, $"{_root}/{path}").TrimEnd();

    private byte[]? Attribute(string path, string name)
    {
        using var root = FileCalls.Handle(FileCalls.OpenAt(OpenFlags.WorkingDirectory, _root, OpenFlags.Directory));
        return FileCalls.GetAttribute(root, path, name);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
