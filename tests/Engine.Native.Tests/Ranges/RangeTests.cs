using Panel.Engine.Contract;
using Panel.Engine.Native.Ranges;

namespace Panel.Engine.Native.Tests.Ranges;

/// <summary>Host ids of user namespaces, shared out among the panels of a machine.</summary>
public sealed class RangeTests : IDisposable
{
    private const long First = 1 << 24;
    private const long Block = 64 * 65536;
    private readonly string _root = Directory.CreateTempSubdirectory("panel-ranges-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Ranges_OfOnePanel_AreApartAndComeBack()
    {
        var ranges = Panel("a");
        Assert.True(ranges.Reserve(First + 65536));
        var taken = Enumerable.Range(0, 1000).Select(_ => ranges.Take()).ToList();
        Assert.Equal(1000, taken.Distinct().Count());
        Assert.DoesNotContain(First + 65536, taken);
        Assert.All(taken, first => Assert.True(first >= First && first + 65536 <= int.MaxValue && first % 65536 == 0));
        var last = Panel("last", int.MaxValue - 65536);
        var only = last.Take();
        Assert.Throws<ConflictException>(() => last.Take());
        last.Release(only);
        Assert.Equal(only, last.Take());
    }

    [Fact]
    public void Ranges_OfManyPanelsAtOnce_AreApart()
    {
        List<long> taken = [];
        Parallel.For(0, 8, panel =>
        {
            var ranges = Panel($"p{panel}");
            var own = Enumerable.Range(0, 100).Select(_ => ranges.Take()).ToList();
            lock (taken) taken.AddRange(own);
        });
        Assert.Equal(800, taken.Distinct().Count());
    }

    [Fact]
    public void Ranges_OfAPanelThatDied_AreFoundAgainByItAndByNoOther()
    {
        var before = Panel("a").Take();
        var after = Panel("a");
        Assert.True(after.Reserve(before));
        Assert.Equal(First + 65536, after.Take());
        Assert.False(Panel("b").Reserve(before));
        Assert.Equal(First + Block, Panel("b").Take());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3fa85f64")]
    public void Ranges_OfAPanelWhoseOwnersFileIsTorn_StayItsOwn(string torn)
    {
        var before = Panel("a").Take();
        var file = Root("a") + "/ranges.owner";
        var owner = File.ReadAllText(file);
        File.WriteAllText(file, torn);
        Assert.True(Panel("a").Reserve(before));
        Assert.Equal(owner, File.ReadAllText(file));
        Assert.Equal(torn, File.ReadAllText(Directory.GetFiles(Root("a"), "ranges.owner.damaged-*").Single()));
        Assert.False(Panel("b").Reserve(before));
    }

    [Fact]
    public void Ranges_OfARemovedPanel_AreFree_UnlessItsContainersRunOrItsDiskIsAway()
    {
        var name = new EnginePaths(new EngineOptions { DataRoot = Root("a") }).InstanceName;
        Panel("a").Take();
        Directory.Delete(Root("a"), recursive: true);
        Assert.Equal(First + Block, Panel("b", runs: instance => instance == name).Take());
        Assert.Equal(First, Panel("c").Take());

        // A file system that is not the one that held the data root: its disk is not mounted.
        var file = _root + "/shared/ranges";
        File.WriteAllText(file, $"{First} {Block} someone 1 2 /nowhere/a panel\nfrom a newer panel: keep me\n");
        Assert.Equal(First + Block, Panel("d").Take());
        Assert.Contains("from a newer panel: keep me", File.ReadAllLines(file));
        Assert.Contains($"{First} {Block} someone 1 2 /nowhere/a panel", File.ReadAllLines(file));
    }

    [Fact]
    public void Ranges_OfAccounts_ArePassedOver()
    {
        File.WriteAllText(_root + "/subuid", $"alice:100000:65536\nnonsense\nbob:{First + 10}:100\nname:x:y\n");
        File.WriteAllText(_root + "/subgid", $"bob:{First + Block}:{Block}\n");
        Assert.Equal(First + (2 * Block), Panel("a").Take());
    }

    [Fact]
    public void Ranges_NotUsedAtTheStop_AreGivenBack()
    {
        var ranges = Panel("a");
        var one = ranges.Take();
        ranges.GiveBackUnused();
        Assert.Single(File.ReadAllLines(_root + "/shared/ranges"));
        ranges.Release(one);
        ranges.Take();
        ranges.Release(one + 65536);
        ranges.GiveBackUnused();
        Assert.Empty(File.ReadAllLines(_root + "/shared/ranges"));
    }

    [Fact]
    public void Ranges_WhoseFileCannotBeWritten_AreRefusedInASentence()
    {
        File.WriteAllText(_root + "/shared", "");
        var failure = Assert.Throws<EngineFailureException>(() => Panel("a").Take());
        Assert.Contains(_root + "/shared/ranges", failure.Message, StringComparison.Ordinal);
    }

    private string Root(string name) => Directory.CreateDirectory($"{_root}/{name}").FullName;

    private UserNamespaceRanges Panel(string name, long first = First, Func<string, bool>? runs = null) => new(first, new RangeRegistry(
        new EnginePaths(new EngineOptions { DataRoot = Root(name) }), _root + "/shared", [_root + "/subuid", _root + "/subgid"], runs ?? (_ => false)));
}
