using Panel.Engine.Native.State;
using Panel.Tests.Shared;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class DraftFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _faults = [];

    private string Path => _directory.At("state.json");

    private string Draft => DraftFiles.DraftOf(Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_UntilItIsSynced_LeavesTheFileAlone()
    {
        File.WriteAllText(Path, "old");
        using var files = New(TimeProvider.System);
        files.Write(Path, "new"u8);
        Assert.Equal("old", File.ReadAllText(Path));
        Assert.Equal("new", Read());
        files.Flush(Path);
        Assert.Equal("new", File.ReadAllText(Path));
        Assert.False(File.Exists(Draft));
    }

    [Fact]
    public async Task Write_WithinASecond_BecomesTheFile()
    {
        using var files = New(TimeProvider.System);
        for (var i = 0; i < 20; i++) files.Write(Path, [(byte)('a' + i)]);
        await Poll.UntilAsync(() => Task.FromResult(File.Exists(Path) && !File.Exists(Draft)), "the draft is the file", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("t", File.ReadAllText(Path));
    }

    [Fact]
    public void Dispose_WithDrafts_MakesTheFiles()
    {
        New(TimeProvider.System).Dispose();
        using (var files = New(TimeProvider.System)) files.Write(Path, "new"u8);
        Assert.Equal("new", File.ReadAllText(Path));
    }

    [Fact]
    public void Read_OfADraftThatIsTorn_GivesTheFile()
    {
        File.WriteAllText(Path, "old");
        File.WriteAllText(Draft, "");
        Assert.Equal("old", Read());
        File.Delete(Path);
        Assert.Throws<DamagedStateException>(Read);
        File.WriteAllText(Draft, "new");
        Assert.Equal("new", Read());
    }

    // An engine of a version without drafts wrote the file after this one had died.
    [Fact]
    public void Read_OfADraftOlderThanTheFile_GivesTheFile()
    {
        File.WriteAllText(Draft, "of before");
        File.WriteAllText(Path, "younger");
        File.SetLastWriteTimeUtc(Draft, DateTime.UtcNow.AddSeconds(-5));
        Assert.Equal("younger", Read());
    }

    [Fact]
    public void Forget_BeforeTheFileIsRemoved_MakesNoFileAndNoFault()
    {
        using (var files = New(TimeProvider.System))
        {
            files.Write(Path, "new"u8);
            files.Forget(Path);
            File.Delete(Draft);
        }
        Assert.False(File.Exists(Path));
        Assert.Empty(_faults);
    }

    [Fact]
    public void Dispose_OnADiskThatDoesNotTakeIt_TellsOnceAndKeepsTheDraft()
    {
        Directory.CreateDirectory(Path);
        using (var files = New(TimeProvider.System)) files.Write(Path, "new"u8);
        Assert.Equal([Path], _faults);
        Assert.Equal("new", File.ReadAllText(Draft));
    }

    private DraftFiles New(TimeProvider time) => new(time, (path, _) => _faults.Add(path));

    private string Read() => DraftFiles.Read(Path, path =>
        File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } text ? text : throw new DamagedStateException(path, "it is empty"));
}
