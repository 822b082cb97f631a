using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class AutoRemovedExitsTests
{
    private static readonly string Id = new('a', 64);
    private readonly SetTime _time = new();

    [Fact]
    public void Find_ByTheIdOrItsFirstTwelveDigits_IsTheExit()
    {
        var exits = new AutoRemovedExits(_time);
        exits.Add(Id, new ContainerExit(3));
        Assert.Equal(3, exits.Find(Id)?.ExitCode);
        Assert.Equal(3, exits.Find(Id[..12])?.ExitCode);
        Assert.Null(exits.Find(Id[..11]));
        Assert.Null(exits.Find(new string('b', 64)));
    }

    [Fact]
    public void Find_AfterAMinute_KnowsNothing()
    {
        var exits = new AutoRemovedExits(_time);
        exits.Add(Id, new ContainerExit(3));
        _time.Now += AutoRemovedExits.Kept;
        Assert.NotNull(exits.Find(Id));
        _time.Now += TimeSpan.FromMilliseconds(1);
        Assert.Null(exits.Find(Id));
    }

    [Fact]
    public void Add_OfOneMoreThanAreKept_ForgetsTheOldest()
    {
        var exits = new AutoRemovedExits(_time);
        for (var i = 0; i <= AutoRemovedExits.Most; i++) exits.Add($"{i:x64}", new ContainerExit(i));
        Assert.Null(exits.Find($"{0:x64}"));
        Assert.Equal(1, exits.Find($"{1:x64}")?.ExitCode);
        Assert.Equal(AutoRemovedExits.Most, exits.Find($"{AutoRemovedExits.Most:x64}")?.ExitCode);
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
