using Panel.Engine.Native.Events;

namespace Panel.Engine.Native.Tests.Events;

public sealed class EventBusTests
{
    [Fact]
    public async Task Reader_ThatFallsBehind_IsToldHowManyItMissed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var bus = new EventBus();
        var reader = bus.WatchAsync(cancellation).GetAsyncEnumerator(cancellation);
        for (var i = 0; i < EventBus.Capacity + 10; i++) bus.Publish("container", "start", $"{i}", "name", ("image", "busybox"));
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(("10", 10), (reader.Current.Id, reader.Current.Missed));
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(("11", 0), (reader.Current.Id, reader.Current.Missed));
        Assert.Equal("busybox", reader.Current.Attributes["image"]);
        await reader.DisposeAsync();
        Assert.Equal(0, bus.Readers);
        Assert.Equal(EventBus.Capacity, bus.Recent(int.MaxValue).Count);
        Assert.Equal($"{EventBus.Capacity + 9}", Assert.Single(bus.Recent(1)).Id);
    }
}
