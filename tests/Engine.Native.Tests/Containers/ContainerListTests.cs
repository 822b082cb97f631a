using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Queries;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class ContainerListTests
{
    private static readonly HashSet<string> s_noImages = [];

    public static TheoryData<string, ContainerFilter, bool> Filters => new()
    {
        { "default", new(), true },
        { "running only", new() { All = false }, false },
        { "exited", new() { All = false, Statuses = [ContainerStatus.Exited] }, true },
        { "another state", new() { Statuses = [ContainerStatus.Running, ContainerStatus.Dead] }, false },
        { "part of name", new() { Names = ["nope", "/eb"] }, true },
        { "id prefix", new() { Ids = ["ab"] }, true },
        { "label key", new() { Labels = ["tier"] }, true },
        { "label value", new() { Labels = ["tier=web"] }, true },
        { "both labels", new() { Labels = ["tier=web", "none"] }, false },
        { "ancestor by reference", new() { Ancestors = ["busybox:1"] }, true },
        { "other ancestor", new() { Ancestors = ["debian"] }, false },
        { "volume name", new() { Volumes = ["vol"] }, true },
        { "volume target", new() { Volumes = ["/data"] }, true },
        { "network", new() { Networks = ["none"] }, false },
        { "exit code", new() { ExitCodes = [1, 3] }, true },
        { "other exit code", new() { ExitCodes = [0] }, false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Filter_OnAnExitedContainer_Decides(string what, ContainerFilter filter, bool expected)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, ContainerFilterMatch.Matches(TestContainer.Exited("ab", "web"), filter, s_noImages));
    }

    [Fact]
    public void Find_ByIdNameOrPrefix_FindsTheOne()
    {
        var registry = new ContainerRegistry();
        foreach (var container in (Container[])[TestContainer.Exited("ab", "web"), TestContainer.Exited("ac", "ab")])
        {
            registry.ReserveName(container.Name, container.Id);
            registry.Add(container);
        }
        Assert.Equal("web", registry.Find(TestContainer.Exited("ab", "").Id).Name);
        Assert.Equal("web", registry.Find("/web").Name);
        Assert.Equal("ab", registry.Find("ab").Name);
        Assert.Equal("ab", registry.Find("ac").Name);
        Assert.Throws<InvalidInputException>(() => registry.Find("a"));
        Assert.Throws<ObjectNotFoundException>(() => registry.Find(""));
        Assert.Throws<ConflictException>(() => registry.ReserveName("web", "x"));
    }

    [Fact]
    public async Task Watch_OfASlowReader_CoalescesAndIsForgotten()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var registry = new ContainerRegistry();
        var (kept, gone) = (TestContainer.Exited("ab", "kept"), TestContainer.Exited("cd", "gone"));
        registry.Add(kept);
        registry.Add(gone);
        var watchers = new ContainerWatchers(registry);
        var reader = watchers.WatchAsync(cancellation).GetAsyncEnumerator(cancellation);
        Assert.True(await reader.MoveNextAsync());
        Assert.True(reader.Current is { Snapshot: true, Changed.Count: 2 });
        registry.Remove(gone);
        for (var i = 0; i < 1000; i++) watchers.Changed(kept);
        watchers.Changed(gone);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal("kept", Assert.Single(reader.Current.Changed).Name);
        Assert.Equal(gone.Id, Assert.Single(reader.Current.RemovedIds));
        Assert.Equal(1, watchers.Count);
        await reader.DisposeAsync();
        Assert.Equal(0, watchers.Count);
    }
}
