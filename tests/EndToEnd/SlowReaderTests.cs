using System.Text.RegularExpressions;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;

namespace Panel.EndToEnd;

/// <summary>Readers that hardly read, and readers that vanish: no container waits for them, and the panel keeps nothing of them (ISOLATION.md, R10).</summary>
public sealed partial class SlowReaderTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const string Flood = "sh -c 'n=1; while true; do seq $n $((n+3999)); n=$((n+4000)); sleep 0.1; done'";

    // So many lines are five megabytes: more than all buffers between the panel and a reader who sleeps.
    private const int MoreThanBuffers = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Log_ReadSlowlyAndByHundredWhoVanish_BlocksNoWriterAndLeavesNothing()
    {
        var (id, cookies) = await FloodAsync();
        var before = await SettleAsync(id, cookies);
        await ReadSlowlyAsync(id, cookies);
        await UntilAsBeforeAsync(before);
        var silent = await VanishAsync(id, cookies);
        await UntilWrittenAsync(id, LastLine(id) + MoreThanBuffers);
        await UntilAsBeforeAsync(before);
        Assert.True(InOrder(id));
        silent.ForEach(client => client.Dispose());
    }

    // One at the hub and one at the download take ten bytes in fifty milliseconds.
    private async Task ReadSlowlyAsync(string id, string cookies)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var hub = await LogClient.SubscribeAsync(Panel, cookies, id, Cancellation);
        using var download = await LogClient.DownloadAsync(Panel, cookies, id, Cancellation);
        var readers = Task.WhenAll(ReadSlowlyAsync(hub, reading.Token), ReadSlowlyAsync(download, reading.Token));
        await UntilWrittenAsync(id, LastLine(id) + MoreThanBuffers);
        await reading.CancelAsync();
        Assert.True((await readers).Min() > 0);
    }

    // Sixty are killed. The other forty, returned, say nothing and read nothing, as tabs of a machine that sleeps: the panel has to let go of them by itself.
    private async Task<List<LogClient>> VanishAsync(string id, string cookies)
    {
        var hub = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => LogClient.SubscribeAsync(Panel, cookies, id, Cancellation)));
        var downloads = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LogClient.DownloadAsync(Panel, cookies, id, Cancellation)));
        foreach (var client in hub.Take(40).Concat(downloads)) client.Vanish();
        return [.. hub.Skip(40)];
    }

    // A panel that was started anew, so that it has no connection but ours.
    private async Task<(string Id, string Cookies)> FloodAsync()
    {
        var page = await OpenBrowserAsync(People.Administrator);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("flood", Flood);
        var cookies = string.Join("; ", (await page.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}"));
        await page.GotoAsync("about:blank");
        await Panel.KillAsync(Cancellation);
        await Panel.StartAgainAsync(Cancellation);
        return (id, cookies);
    }

    // What the panel holds when nobody is there, after it has served one of each.
    private async Task<PanelLoad> SettleAsync(string id, string cookies)
    {
        await UntilWrittenAsync(id, MoreThanBuffers);
        var idle = PanelLoad.Of(Panel);
        using (await LogClient.SubscribeAsync(Panel, cookies, id, Cancellation))
        using (await LogClient.DownloadAsync(Panel, cookies, id, Cancellation))
        {
            var load = PanelLoad.Of(Panel);
            Assert.Equal((2, idle.Watches + 1), (load.Connections, load.Watches));
            Assert.True(load.LogFiles >= 2, load.ToString());
        }

        await UntilAsync(load => load is { Connections: 0, LogFiles: 0 } && load.Watches == idle.Watches);
        return PanelLoad.Of(Panel);
    }

    private Task UntilAsBeforeAsync(PanelLoad before) => UntilAsync(load =>
        load is { Connections: 0, LogFiles: 0 } && load.Watches == before.Watches && load.Descriptors <= before.Descriptors);

    private async Task UntilAsync(Func<PanelLoad, bool> condition)
    {
        PanelLoad? load = null;
        try
        {
            await Poll.UntilAsync(() => Task.FromResult(condition(load = PanelLoad.Of(Panel))), "the panel has let go of its clients", Patience, Cancellation);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The panel still holds {load}.");
        }
    }

    private Task UntilWrittenAsync(string id, int line) =>
        Poll.UntilAsync(() => Task.FromResult(LastLine(id) > line), $"the container has written line {line}", Patience, Cancellation);

    // How many bytes it got until it was stopped or cut.
    private static async Task<int> ReadSlowlyAsync(LogClient client, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var bytes = 0;
        try
        {
            while (await client.ReadAsync(10, cancellationToken) is var count and > 0)
            {
                bytes += count;
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has seen enough.
        }

        return bytes;
    }

    private int LastLine(string id) => Numbers(id, 4096) is [.., var last] ? last : 0;

    private bool InOrder(string id)
    {
        var numbers = Numbers(id, long.MaxValue);
        return numbers.Count > 0 && numbers.SequenceEqual(Enumerable.Range(numbers[0], numbers.Count));
    }

    // Of the current file's last bytes.
    private List<int> Numbers(string id, long bytes)
    {
        using var file = new FileStream(Panel.Roots.Paths.ContainerLog(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, bytes), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return [.. LinePattern().Matches(reader.ReadToEnd()).Select(match => int.Parse(match.Groups[1].Value))];
    }

    [GeneratedRegex(@" stdout F (\d+)\n")]
    private static partial Regex LinePattern();
}
