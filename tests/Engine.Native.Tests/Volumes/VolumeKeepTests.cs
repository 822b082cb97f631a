using Panel.Engine.Contract;
using Panel.Engine.Native.Events;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Volumes;

namespace Panel.Engine.Native.Tests.Volumes;

/// <summary>A volume directory is never deleted or replaced, except by a requested removal.</summary>
public sealed class VolumeKeepTests : IDisposable
{
    private static readonly MountSpec s_mount = new(MountKind.Volume, "/data", "db");

    private readonly TemporaryDirectory _directory = new();
    private readonly EnginePaths _paths;
    private readonly VolumeManager _volumes;

    public VolumeKeepTests()
    {
        _paths = new EnginePaths(new EngineOptions { DataRoot = _directory.At("data"), RunRoot = _directory.At("run") });
        Directory.CreateDirectory(_paths.VolumesRoot);
        Directory.CreateDirectory(_paths.TemporaryRoot);
        _volumes = Start();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Directory_RestoredWhileTheEngineRuns_IsAdopted()
    {
        foreach (var name in (string[])["db", "shown", "sized"])
        {
            Directory.CreateDirectory(_paths.VolumeData(name));
            await File.WriteAllTextAsync(_paths.VolumeData(name) + "/rows", "all", Token);
        }
        Assert.True(await _volumes.GetSizeAsync("sized", Token) >= 0);
        Assert.False((await _volumes.CreateAsync("db", null, Token)).Anonymous);
        _volumes.Use("c1", [s_mount with { Source = "shown" }]);
        Assert.Equal(["db", "shown", "sized"], (await _volumes.ListAsync(Token)).Select(volume => volume.Name));
        foreach (var name in (string[])["db", "shown"]) Assert.Equal("all", await File.ReadAllTextAsync(_paths.VolumeData(name) + "/rows", Token));
        await _volumes.RemoveAsync("db", Token);
        Assert.False(Directory.Exists(_paths.Volume("db")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":\"db\",\"anon")]
    public async Task Record_Torn_KeepsTheVolumeAndIsTold(string torn)
    {
        await _volumes.CreateAsync("db", new Dictionary<string, string> { ["team"] = "blue" }, Token);
        await File.WriteAllTextAsync(_paths.VolumeData("db") + "/rows", "all", Token);
        await File.WriteAllTextAsync(_paths.VolumeRecord("db"), torn, Token);
        var problems = new KeptProblems();
        using var volumes = new VolumeManager(_paths, new EventBus(TimeProvider.System), TimeProvider.System, problems);
        volumes.Load();
        volumes.Use("c1", [s_mount]);
        volumes.Release("c1", [s_mount with { Anonymous = true }], removeAnonymous: false);
        Assert.Contains(_paths.VolumeRecord("db"), Assert.Single(problems.All).Sentence, StringComparison.Ordinal);
        Assert.Equal("all", await File.ReadAllTextAsync(_paths.VolumeData("db") + "/rows", Token));
        Assert.Equal(torn, await File.ReadAllTextAsync(_paths.VolumeRecord("db"), Token));
        await volumes.RemoveAsync("db", Token);
        Assert.Empty(problems.All);
    }

    [Theory]
    [InlineData("db/_data")]
    [InlineData("db")]
    public async Task Link_ToADiskThatIsNotMounted_IsRefusedUntilItIs(string place)
    {
        var (link, disk) = (Path.Combine(_paths.VolumesRoot, place), _directory.At("mnt/disk"));
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, disk);
        using var later = Start();
        foreach (var volumes in (VolumeManager[])[_volumes, later])
        {
            Assert.Contains(disk, Assert.Throws<ConflictException>(() => volumes.Use("c1", [s_mount])).Message, StringComparison.Ordinal);
            Assert.Contains(disk, Assert.Throws<ConflictException>(() => volumes.RequireData([s_mount])).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<ConflictException>(() => volumes.CreateAsync("db", null, Token));
            Assert.Equal(disk, new FileInfo(link).LinkTarget);
        }
        Directory.CreateDirectory(place == "db" ? disk + "/_data" : disk);
        _volumes.Use("c1", [s_mount]);
        Assert.Equal(disk, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public async Task Directory_WithoutData_IsKeptOverAStart()
    {
        Directory.CreateDirectory(_paths.Volume("db"));
        await File.WriteAllTextAsync(_paths.Volume("db") + "/dump.sql", "rows", Token);
        Directory.CreateDirectory(_paths.VolumesRoot + "/lost+found");
        using var later = Start();
        Assert.Throws<ConflictException>(() => later.Use("c1", [s_mount]));
        Assert.Equal(["db"], (await later.ListAsync(Token)).Select(volume => volume.Name));
        Assert.True(File.Exists(_paths.Volume("db") + "/dump.sql") && Directory.Exists(_paths.VolumesRoot + "/lost+found"));
    }

    [Fact]
    public async Task Volume_OfAContainer_ThatIsGone_IsNotMadeAnewByAStart()
    {
        _volumes.Restore("c1", [s_mount]);
        Assert.False(Directory.Exists(_paths.Volume("db")));
        Assert.Contains("docker volume create db", Assert.Throws<ConflictException>(() => _volumes.RequireData([s_mount])).Message, StringComparison.Ordinal);
        await _volumes.CreateAsync("db", null, Token);
        _volumes.RequireData([s_mount]);
        Assert.Equal(["c1"], (await _volumes.ListAsync(Token)).Single().UsedBy);
    }

    [Theory]
    [InlineData("known")]
    [InlineData("used by a container of before")]
    public async Task Volume_ThatIsGone_IsNotMadeAnewByACreation(string since)
    {
        using var later = since == "known" ? null : Start();
        var volumes = later ?? _volumes;
        var (root, unmounted) = (_paths.VolumesRoot, _directory.At("unmounted"));
        await _volumes.CreateAsync("db", null, Token);
        await File.WriteAllTextAsync(_paths.VolumeData("db") + "/rows", "all", Token);
        // The whole root is on a disk that is unmounted while the engine runs, or was before it started.
        Directory.Move(root, unmounted);
        Directory.CreateDirectory(root);
        if (later is not null) later.Restore("c0", [s_mount]);
        var other = s_mount with { Source = "other", Target = "/other" };
        Assert.Contains("docker volume create db", Assert.Throws<ConflictException>(() => volumes.Use("c1", [other, s_mount])).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(_paths.Volume("db")));
        Directory.Delete(root, recursive: true);
        Directory.Move(unmounted, root);
        volumes.Use("c1", [s_mount]);
        Assert.Equal("all", await File.ReadAllTextAsync(_paths.VolumeData("db") + "/rows", Token));
        // Who asks for an empty one gets it.
        Directory.Move(root + "/db", unmounted);
        await volumes.CreateAsync("db", null, Token);
        volumes.Use("c2", [s_mount]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":1")]
    [InlineData(null)]
    public async Task Record_ThatCannotBeRead_MakesNoVolumeAnonymous(string? record)
    {
        var name = new string('a', 64);
        Directory.CreateDirectory(_paths.VolumeData(name));
        if (record is null) Directory.CreateDirectory(_paths.VolumeRecord(name));
        else await File.WriteAllTextAsync(_paths.VolumeRecord(name), record, Token);
        using var later = Start();
        Assert.False((await later.ListAsync(Token)).Single().Anonymous);
    }

    [Fact]
    public async Task Removal_WhileTheUsersAreNotKnown_IsRefused()
    {
        await _volumes.CreateAsync("db", null, Token);
        _volumes.Doubt("c1");
        await Assert.ThrowsAsync<ObjectInUseException>(() => _volumes.RemoveAsync("db", Token));
        _volumes.Release("c1", [], removeAnonymous: true);
        await _volumes.RemoveAsync("db", Token);
    }

    public void Dispose()
    {
        _volumes.Dispose();
        _directory.Dispose();
    }

    private VolumeManager Start()
    {
        var volumes = new VolumeManager(_paths, new EventBus(TimeProvider.System), TimeProvider.System);
        volumes.Load();
        return volumes;
    }
}
