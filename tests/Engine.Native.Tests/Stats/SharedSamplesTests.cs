using Panel.Engine.Native.Stats;

namespace Panel.Engine.Native.Tests.Stats;

public sealed class SharedSamplesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_OfTheSameTime_ShareOneReading()
    {
        var readings = 0;
        var shared = new SharedSamples<int>(() => Interlocked.Increment(ref readings), TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await using var first = shared.ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await using var second = shared.ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await first.MoveNextAsync() && await second.MoveNextAsync());
            Assert.True(Math.Max(first.Current, second.Current) <= Volatile.Read(ref readings));
        }

        Assert.Equal(2, shared.Count);
    }

    [Fact]
    public async Task Readers_LeaveAndComeBack_AreServedAgain()
    {
        var shared = new SharedSamples<int>(() => 1, TimeSpan.FromMilliseconds(5), TimeProvider.System);
        for (var i = 0; i < 50; i++)
        {
            await foreach (var sample in shared.ReadAsync(Cancellation))
            {
                Assert.Equal(1, sample);
                break;
            }

            Assert.Equal(0, shared.Count);
        }
    }

    [Fact]
    public async Task Reading_ThatFails_IsToldAndMayBeTriedAgain()
    {
        var broken = true;
        var shared = new SharedSamples<int>(() => broken ? throw new IOException("no cgroup") : 7, TimeSpan.FromMilliseconds(5), TimeProvider.System);
        var error = await Assert.ThrowsAsync<IOException>(() => FirstAsync(shared));
        Assert.Equal("no cgroup", error.Message);
        broken = false;
        Assert.Equal(7, await FirstAsync(shared));
    }

    private static async Task<int> FirstAsync(SharedSamples<int> shared)
    {
        await foreach (var sample in shared.ReadAsync(Cancellation)) return sample;
        throw new InvalidOperationException("It ended without a sample.");
    }
}
