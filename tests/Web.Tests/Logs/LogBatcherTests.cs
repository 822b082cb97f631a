using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Panel.Engine.Contract;
using Panel.Web.Hubs;

namespace Panel.Web.Tests.Logs;

public sealed class LogBatcherTests
{
    private static readonly LogBatchLimits Limits = new(3, 1_000, 100, TimeSpan.FromMilliseconds(30));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_ManyEntries_IsCutByCountAndKeepsOrder()
    {
        var batches = await AllAsync(token => Entries.Async(Enumerable.Range(0, 7).Select(i => Entries.Of($"{i}", 1_000 + i, (LogStream)(i % 2))), token), Limits with { Interval = TimeSpan.FromHours(1) });

        Assert.Equal([3, 3, 1], batches.Select(batch => batch.Texts.Count));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], batches.SelectMany(batch => batch.Texts));
        Assert.Equal([1_003L, 1_004, 1_005], batches[1].Offsets.Select(offset => batches[1].Base + offset));
        Assert.Equal([1, 0, 1], batches[1].Kinds);
    }

    [Fact]
    public async Task Batch_LineThenSilence_IsSentAfterTheInterval()
    {
        var source = Channel.CreateUnbounded<LogEntry>();
        source.Writer.TryWrite(Entries.Of("only"));
        await using var batches = LogBatcher.BatchAsync(source.Reader.ReadAllAsync, Limits, TimeProvider.System, Token).GetAsyncEnumerator(Token);

        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal(["only"], batches.Current.Texts);
    }

    [Fact]
    public async Task Batch_ReaderThatStops_EndsTheSource()
    {
        var ended = new TaskCompletionSource();
        async IAsyncEnumerable<LogEntry> Source([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return Entries.Of("one");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                ended.SetResult();
            }
        }

        await foreach (var batch in LogBatcher.BatchAsync(Source, Limits, TimeProvider.System, Token))
        {
            break;
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Batch_ReaderThatDoesNotAsk_StopsTheSource()
    {
        var read = 0;
        var endless = Enumerable.Range(0, int.MaxValue).Select(i => Entries.Of($"{read = i}"));
        await using var batches = LogBatcher.BatchAsync(token => Entries.Async(endless, token), Limits, TimeProvider.System, Token).GetAsyncEnumerator(Token);

        await batches.MoveNextAsync();
        await Task.Delay(100, Token);

        Assert.Equal(2, read);
    }

    [Fact]
    public async Task Batch_TimesMonthsApart_NeverNeedsMoreThanAnExactNumber()
    {
        const long year = 365L * 24 * 3600 * 1_000_000_000;
        var batches = await AllAsync(token => Entries.Async([Entries.Of("old", 1), Entries.Of("new", year)], token), Limits);

        Assert.Equal([1L, year], batches.Select(batch => batch.Base));
        Assert.Contains($"\"Base\":\"{year}\"", JsonSerializer.Serialize(batches[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_LongLine_CarriesWhatWasCut()
    {
        var batch = Assert.Single(await AllAsync(token => Entries.Async([Entries.Of(new string('x', 80), partial: true), Entries.Of(new string('y', 80))], token), Limits));

        Assert.Equal([2, 0], batch.Kinds);
        Assert.Equal(100, batch.Texts.Sum(text => text.Length));
        Assert.Equal([new LogCut(1, 60)], batch.Cuts!);
    }

    private static async Task<List<LogBatch>> AllAsync(Func<CancellationToken, IAsyncEnumerable<LogEntry>> read, LogBatchLimits limits)
    {
        var all = new List<LogBatch>();
        await foreach (var batch in LogBatcher.BatchAsync(read, limits, TimeProvider.System, Token))
        {
            all.Add(batch);
        }

        return all;
    }
}
