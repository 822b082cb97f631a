using Microsoft.Extensions.Time.Testing;
using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Native.Tests.Registries;

namespace Panel.Engine.Native.Tests.Images;

public sealed class LayerProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TransferNotes _notes = new();
    private readonly LayerProgress _progress;

    public LayerProgressTests() => _progress = new LayerProgress(_notes, "sha256:1", 100, _time);

    private IEnumerable<(TransferStage Stage, long Bytes)> Told => _notes.All.Select(note => (note.Stage, note.CurrentBytes));

    public void Dispose() => _progress.Dispose();

    [Fact]
    public void Report_ThatNoByteFollows_IsToldAfterAPause()
    {
        _progress.Report(TransferStage.Downloading, 10);
        _progress.Report(TransferStage.Downloading, 20);
        _progress.Report(TransferStage.Downloading, 30);
        Assert.Equal([(TransferStage.Downloading, 10)], Told);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([(TransferStage.Downloading, 10), (TransferStage.Downloading, 30)], Told);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _notes.All.Count);
    }

    [Fact]
    public void Report_FromBeforeAFault_DoesNotCoverTheNote()
    {
        _progress.Report(TransferStage.Downloading, 10);
        _progress.Report(TransferStage.Downloading, 20);
        _progress.Retry("reset");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([(TransferStage.Downloading, 10), (TransferStage.Retrying, 0)], Told);
        Assert.Equal("reset", _notes.All[1].Note);
    }

    [Fact]
    public void Report_OfTheEndOrAnotherStage_IsToldAtOnceAndLast()
    {
        _progress.Report(TransferStage.Downloading, 10);
        _progress.Report(TransferStage.Downloading, 20);
        _progress.Report(TransferStage.Downloading, 100);
        _progress.Report(TransferStage.Verifying, 100);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([(TransferStage.Downloading, 10), (TransferStage.Downloading, 100), (TransferStage.Verifying, 100)], Told);
    }

    [Fact]
    public void Dispose_WithACountThatIsNotTold_TellsNothingMore()
    {
        _progress.Report(TransferStage.Downloading, 10);
        _progress.Report(TransferStage.Downloading, 20);
        _progress.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_notes.All);
    }
}
