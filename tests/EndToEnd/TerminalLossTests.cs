using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Panel.EndToEnd.Fixtures;
using Panel.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace Panel.EndToEnd;

/// <summary>Terminals over a network that goes away and comes back.</summary>
public sealed partial class TerminalLossTests(Browser browser, ITestOutputHelper output) : PanelTest(browser, output)
{
    private const int Lines = 100;
    private const string Slow = "for i in $(seq 100); do echo line=$i; sleep 0.1; done";

    [Fact]
    public async Task Terminal_CutInTheMiddleOfOutput_GoesOnWhereItWas()
    {
        await using var wire = new Wire(Panel.Address);
        var page = await OpenTerminalAsync(wire);
        // Tall, so that every line is there to be counted.
        await page.SetViewportSizeAsync(1280, 3200);
        await page.TypeAsync(Slow);
        await Expect(page.Screen()).ToContainTextAsync("line=30");
        wire.Cut();
        await Expect(State(page)).ToContainTextAsync("Connection lost");
        // Attempts that fail are followed by others.
        await Poll.UntilAsync(() => Task.FromResult(wire.Refused >= 4), "the page has tried again and again", TimeSpan.FromSeconds(60), Cancellation);
        wire.Restore();
        await Expect(State(page)).ToHaveTextAsync("Connected");
        await ExpectEachLineOnceAsync(page);
        await page.TypeAsync("echo typed=$((6*7))");
        await Expect(page.Screen()).ToContainTextAsync("typed=42");

        // The shell ends while nobody can see it: its last output and its end are told afterwards.
        await page.TypeAsync("sleep 1; echo last=$((6*8)); exit 7");
        wire.Cut();
        await Expect(State(page)).ToContainTextAsync("Connection lost");
        wire.Restore();
        await Expect(page.Screen()).ToContainTextAsync("last=48");
        await Expect(page.Screen()).ToContainTextAsync("The shell ended with exit code 7.");
    }

    [Fact]
    public async Task Terminal_WhereNothingComesThroughAnyMore_NoticesAndGoesOn()
    {
        await using var wire = new Wire(Panel.Address);
        var page = await OpenTerminalAsync(wire);
        // Tall, so that every line is there to be counted.
        await page.SetViewportSizeAsync(1280, 3200);
        await page.TypeAsync(Slow);
        await Expect(page.Screen()).ToContainTextAsync("line=10");
        wire.Blackhole();
        await Expect(State(page)).ToContainTextAsync("Connection lost");
        wire.Restore();
        await Expect(State(page)).ToHaveTextAsync("Connected");
        await ExpectEachLineOnceAsync(page);
    }

    [Fact]
    public async Task Terminal_CutAgainAndAgainInAFlood_GetsEveryByteOnce()
    {
        await using var wire = new Wire(Panel.Address);
        Received? received = null;
        var page = await OpenTerminalAsync(wire, opened => received = new Received(opened));
        await page.TypeAsync("seq 150000; echo flood=$((6*7))");
        for (var cut = 1; cut <= 3; cut++)
        {
            var enough = cut * 150_000;
            await Poll.UntilAsync(() => Task.FromResult(received!.Bytes > enough), $"{enough} bytes have come", TimeSpan.FromSeconds(90), Cancellation);
            wire.Cut();
            await Expect(State(page)).ToContainTextAsync("Connection lost");
            wire.Restore();
            await Expect(State(page)).ToHaveTextAsync("Connected");
        }

        await Expect(page.Screen()).ToContainTextAsync("flood=42", new() { Timeout = 120_000 });
        Assert.Empty(received!.Faults);
    }

    [Fact]
    public async Task Terminal_TypedIntoBeforeALossIsNoticed_GetsEachKeyOnce()
    {
        await using var wire = new Wire(Panel.Address);
        var page = await OpenTerminalAsync(wire);
        await page.TypeAsync("echo first=$((6*7))");
        await Expect(page.Screen()).ToContainTextAsync("first=42");
        wire.Blackhole();
        await page.Keyboard.TypeAsync("echo second=$((6*8))\n");
        wire.Cut();
        await Expect(State(page)).ToContainTextAsync("Connection lost");
        wire.Restore();
        await Expect(page.Screen()).ToContainTextAsync("second=48");

        // Taken by the panel, whose answer does not come back: not typed twice.
        var witness = await OpenBrowserAsync(People.Administrator);
        await witness.GotoAsync(new Uri(page.Url).PathAndQuery);
        await Expect(witness.Screen()).ToContainTextAsync("second=48");
        wire.BlackholeAnswers();
        await page.Keyboard.TypeAsync("echo 3 >>/t;echo n=$((6*9))\n"); // fewer keys than the page sends without an answer
        await Expect(witness.Screen()).ToContainTextAsync("n=54");
        wire.Cut();
        await Expect(State(page)).ToContainTextAsync("Connection lost");
        wire.Restore();
        await Expect(State(page)).ToHaveTextAsync("Connected");
        await page.Keyboard.TypeAsync("echo lines=$(wc -l < /t)\n");
        await Expect(page.Screen()).ToContainTextAsync("lines=1");
    }

    private async Task<IPage> OpenTerminalAsync(Wire wire, Action<IPage>? opened = null)
    {
        var page = await OpenBrowserAsync(People.Administrator, wire);
        opened?.Invoke(page);
        await page.MakeBusyboxAsync();
        var id = await page.RunContainerAsync("shell", "sleep 1000");
        await page.GotoAsync($"/containers/{id}/terminal");
        await Expect(State(page)).ToHaveTextAsync("Connected");
        return page;
    }

    private static ILocator State(IPage page) => page.Locator(".terminal-state");

    private static async Task ExpectEachLineOnceAsync(IPage page)
    {
        await Expect(page.Screen()).ToContainTextAsync($"line={Lines}");
        var text = string.Join('\n', await page.Screen().Locator("> div").AllInnerTextsAsync());
        Assert.Equal(Enumerable.Range(1, Lines), LinePattern().Matches(text).Select(match => int.Parse(match.Groups[1].Value)));
    }

    [GeneratedRegex(@"^line=(\d+)", RegexOptions.Multiline)]
    private static partial Regex LinePattern();

    // The output as it came over every connection, by its positions.
    private sealed class Received
    {
        private readonly Lock _lock = new();
        private readonly List<string> _faults = [];
        private long? _position;

        public Received(IPage page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Take(frame.Text);

        public long Bytes
        {
            get { lock (_lock) return _position ?? 0; }
        }

        public IReadOnlyList<string> Faults
        {
            get { lock (_lock) return [.. _faults]; }
        }

        private void Take(string? frame)
        {
            foreach (var message in (frame ?? "").Split('\u001e').Where(message => message.StartsWith("""{"type":2,""", StringComparison.Ordinal)))
            {
                var item = JsonDocument.Parse(message).RootElement.GetProperty("item");
                var position = item.GetProperty("position").GetInt64();
                lock (_lock)
                {
                    if (_position is { } expected && position != expected) _faults.Add($"At {expected} came what was written at {position}.");
                    _position = position + item.GetProperty("bytes").GetBytesFromBase64().Length;
                }
            }
        }
    }
}
