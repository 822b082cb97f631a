using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

public sealed class ContainerQuestionsTests
{
    [Fact]
    public void Remove_OneRunningWithVolumes_NamesWhatIsLostAndWhatIsKept()
    {
        var question = ContainerQuestions.Remove([With(Sample.Container("db"),
            new MountSpec(MountKind.Volume, "/data", "pgdata"), new MountSpec(MountKind.Volume, "/tmp/x", "0123") { Anonymous = true }, new MountSpec(MountKind.Bind, "/etc/x", "/srv/x"))]);

        Assert.Equal("Remove db?", question.Title);
        Assert.Equal(["It is running and is killed first.", "Its log and its writable layer are lost.", "Kept: the volume pgdata."], question.Losses);
        Assert.Equal("Remove its 1 anonymous volume and what it holds, too", question.Option);
        Assert.Empty(question.Names);
    }

    [Fact]
    public void Remove_Several_NamesThemAndCountsTheRunning()
    {
        var question = ContainerQuestions.Remove([Sample.Container("a"), Sample.Container("b", ContainerStatus.Exited)]);

        Assert.Equal("Remove 2 containers?", question.Title);
        Assert.Equal(["a", "b"], question.Names);
        Assert.Equal(["1 of them is running and is killed first.", "Their logs and their writable layers are lost."], question.Losses);
        Assert.Null(question.Option);
    }

    [Fact]
    public void Remove_Thirty_NamesTwentyAndSaysHowManyMore() =>
        Assert.Equal("and 10 more", ContainerQuestions.Remove([.. Enumerable.Range(0, 30).Select(i => Sample.Container($"c{i}"))]).Names[^1]);

    private static ContainerDetails With(ContainerDetails container, params MountSpec[] mounts) => container with { Mounts = mounts };
}
