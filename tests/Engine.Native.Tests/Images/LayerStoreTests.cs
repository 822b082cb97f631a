using Panel.Engine.Contract;
using Panel.Engine.Layers;
using Panel.Engine.Native.Images;

namespace Panel.Engine.Native.Tests.Images;

/// <summary>What has the place of a layer and is none stays (ADR 0023).</summary>
public sealed class LayerStoreTests : IDisposable
{
    private static readonly string s_digits = new('a', 64);

    private readonly TemporaryDirectory _directory = new();
    private readonly LayerStore _layers;

    public LayerStoreTests()
    {
        _layers = new LayerStore(_directory.At("layers"), new Leases());
        _layers.Sweep();
    }

    private string Folder => _directory.At("layers/" + s_digits);

    [Theory]
    [InlineData("", "/diff")]
    [InlineData("/diff", "")]
    public void Link_ToADiskThatIsNotMounted_IsRefusedUntilItIs(string link, string below)
    {
        var disk = _directory.At("mnt/disk");
        if (link.Length > 0) Directory.CreateDirectory(Folder);
        File.CreateSymbolicLink(Folder + link, disk);
        var staged = Staged();
        Assert.Contains(disk, Assert.Throws<ConflictException>(() => _layers.Publish(staged, Record())).Message, StringComparison.Ordinal);
        Assert.Equal(disk, new FileInfo(Folder + link).LinkTarget);
        Directory.CreateDirectory(disk + below);
        File.WriteAllText(disk + below + "/program", "former");
        _layers.Publish(staged, Record());
        Assert.NotNull(_layers.Find(Record().DiffId));
        Assert.Equal(disk, new FileInfo(Folder + link).LinkTarget);
        Assert.Equal("former", File.ReadAllText(_layers.DirectoryOf(Record().DiffId) + "/program"));
    }

    [Fact]
    public void Folder_WithoutFiles_IsSetAside()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Folder + "/note", "mine");
        _layers.Publish(Staged(), Record());
        Assert.NotNull(_layers.Find(Record().DiffId));
        var aside = Assert.Single(Directory.EnumerateDirectories(_directory.At("layers"), s_digits + ".damaged-*"));
        Assert.Equal("mine", File.ReadAllText(aside + "/note"));
        Assert.Equal([Record().DiffId], _layers.List());
    }

    public void Dispose() => _directory.Dispose();

    private static LayerRecord Record()
    {
        var digest = "sha256:" + s_digits;
        return new() { DiffId = digest, Blob = digest, Size = 1, Entries = 1, BlobSize = 1, MediaType = "application/vnd.oci.image.layer.v1.tar" };
    }

    private string Staged()
    {
        var staged = _layers.NewStaging();
        Directory.CreateDirectory(staged + "/diff");
        return staged;
    }
}
