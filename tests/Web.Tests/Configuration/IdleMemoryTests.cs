using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Linux.Kernel;
using Panel.Web.Configuration;

namespace Panel.Web.Tests.Configuration;

public sealed class IdleMemoryTests
{
    private static readonly Look Busy = new(TimeSpan.FromSeconds(1), 60), Idle = new(TimeSpan.FromMilliseconds(20), 1);

    [Fact]
    public async Task AfterTheStart_AtTheFirstIdleMoment_HeapAndProgramsAreGivenBack() =>
        Assert.Equal(["3: heap", "3: files"], await RunAsync(Busy, Busy, Idle, Idle));

    [Fact]
    public async Task AfterWork_TheHeapIsGivenBack() =>
        Assert.Equal(["1: heap", "1: files", "4: heap"], await RunAsync(Idle, Busy, Busy, Idle, Idle));

    [Fact]
    public async Task Idleness_AddsUpToWork() =>
        Assert.Equal(["1: heap", "1: files", "3: heap"], await RunAsync(Idle, Idle with { Megabytes = 15 }, Idle, Idle with { Megabytes = 15 }));

    [Fact]
    public async Task WhatTheReleaseItselfTakes_IsNotThePanelsWork() =>
        Assert.Equal(["1: heap", "1: files", "2: heap"], await RunAsync(Idle, Idle with { Megabytes = 16 }));

    [Fact]
    public async Task AFailure_EndsNothing_AndIsMadeGoodAfterMoreWork() =>
        Assert.Equal(["1: heap", "1: failed", "3: heap", "3: files"], await RunAsync(Idle with { Fails = true }, Idle, Idle with { Megabytes = 16 }));

    // What each look finds, one after the other; the answer is what was given back and at which look.
    private static async Task<List<string>> RunAsync(params Look[] looks)
    {
        var script = new Script(looks);
        using var idle = new IdleMemory(script, script.Time, NullLogger<IdleMemory>.Instance);
        await idle.StartAsync(TestContext.Current.CancellationToken);
        await script.Over.WaitAsync(TestContext.Current.CancellationToken);
        await idle.StopAsync(TestContext.Current.CancellationToken);
        return script.Calls;
    }

    /// <param name="Used">Processor time since the look before.</param>
    /// <param name="Megabytes">Allocated since the look before.</param>
    /// <param name="Fails">Whether the pages of programs cannot be given back.</param>
    private sealed record Look(TimeSpan Used, int Megabytes, bool Fails = false);

    private sealed class Script(Look[] looks) : IResidentMemory
    {
        private readonly TaskCompletionSource _over = new();
        private int _look;

        public TimeProvider Time => new Pauses(this);

        public Task Over => _over.Task;

        public List<string> Calls { get; } = [];

        public TimeSpan ProcessorTime { get; private set; }

        public long AllocatedBytes { get; private set; }

        public long HeapBytes => AllocatedBytes;

        public void ReleaseHeap()
        {
            Calls.Add($"{_look}: heap");
            ProcessorTime += TimeSpan.FromSeconds(2);
        }

        public void ReleaseFilePages()
        {
            Calls.Add($"{_look}: {(looks[_look - 1].Fails ? "failed" : "files")}");
            if (looks[_look - 1].Fails) throw new KernelException("open", "/proc/self/maps", 24);
        }

        private bool Next()
        {
            if (_look == looks.Length)
            {
                _over.TrySetResult();
                return false;
            }

            ProcessorTime += looks[_look].Used;
            AllocatedBytes += (long)looks[_look].Megabytes << 20;
            _look++;
            return true;
        }

        // Each pause is over at once and brings the next look; the one after the last never ends.
        private sealed class Pauses(Script script) : TimeProvider
        {
            public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
                System.CreateTimer(callback, state, script.Next() ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
