using Panel.Engine.Contract;

namespace Panel.Engine.Contract.Tests;

public sealed class ModelTests
{
    [Fact]
    public void LogEntry_Time_IsItsNanosecondsToAHundred() =>
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567), new LogEntry(1767323045_123456789, LogStream.Stdout, false, default).Time);

    [Theory]
    [InlineData(ContainerStatus.Running, true)]
    [InlineData(ContainerStatus.Paused, true)]
    [InlineData(ContainerStatus.Restarting, false)]
    [InlineData(ContainerStatus.Exited, false)]
    public void State_IsRunning_WhileAnInitLives(ContainerStatus status, bool expected) => Assert.Equal(expected, new ContainerState { Status = status }.IsRunning);

    [Fact]
    public void Summary_ShortId_IsDockersTwelveCharacters()
    {
        var summary = new ContainerSummary { Id = new string('a', 64), Name = "n", Image = "i", ImageId = "", Command = "", CreatedAt = default, State = new ContainerState { Status = ContainerStatus.Created } };
        Assert.Equal("aaaaaaaaaaaa", summary.ShortId);
        Assert.Equal("abc", (summary with { Id = "abc" }).ShortId);
    }

    [Fact]
    public void InvalidInput_Field_NamesWhatIsWrong()
    {
        EngineException error = new InvalidInputException("Wrong.", "Ports[1].HostPort");
        Assert.Equal("Ports[1].HostPort", Assert.IsType<InvalidInputException>(error).Field);
    }
}
