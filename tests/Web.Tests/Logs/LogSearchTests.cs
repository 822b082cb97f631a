using Panel.Engine.Contract;
using Panel.Web.Hubs;

namespace Panel.Web.Tests.Logs;

public sealed class LogSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_MoreMatchesThanAreKept_ReportsAllAndKeepsTheNewest()
    {
        var result = await LastAsync(Enumerable.Range(0, 5_000).Select(i => Entries.Of(i % 2 == 0 ? $"Hit {i}" : "miss", i)), "hit");

        Assert.Equal((5_000, 2_500), (result.Scanned, result.Found));
        Assert.Equal(LogSearch.MaxMatches, result.Lines!.Texts.Count);
        Assert.Equal("Hit 4998", result.Lines.Texts[^1]);
    }

    [Fact]
    public async Task Search_TermAcrossChunksAndColours_IsFound()
    {
        var result = await LastAsync(
            [Entries.Of("a con\u001b[1mnec", partial: true), Entries.Of("other", stream: LogStream.Stderr), Entries.Of("tion\u001b[0m refused")], "connection");

        Assert.Equal((2, 1), (result.Scanned, result.Found));
        Assert.Equal("a con\u001b[1mnection\u001b[0m refused", Assert.Single(result.Lines!.Texts));
    }

    [Fact]
    public async Task Search_NothingFound_SaysSo()
    {
        var result = await LastAsync([Entries.Of("a")], "b");

        Assert.Equal(0, result.Found);
        Assert.Empty(result.Lines!.Texts);
    }

    private static async Task<LogSearchProgress> LastAsync(IEnumerable<LogEntry> entries, string term)
    {
        LogSearchProgress? last = null;
        await foreach (var report in LogSearch.RunAsync(Entries.Async(entries), term, Token))
        {
            last = report;
        }

        return last!;
    }
}
