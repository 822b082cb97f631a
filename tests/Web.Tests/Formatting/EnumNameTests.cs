using Panel.Engine.Contract;
using Panel.Web.Features;

namespace Panel.Web.Tests.Formatting;

public sealed class EnumNameTests
{
    [Theory]
    [InlineData("Running", ContainerStatus.Running)]
    [InlineData("exited", ContainerStatus.Exited)]
    [InlineData("1", null)]
    [InlineData("99", null)]
    [InlineData("running,exited", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Name_OfAValue_IsIt(string? name, object? expected) => Assert.Equal((ContainerStatus?)expected, EnumName.Parse<ContainerStatus>(name));

    [Fact]
    public void List_WithMore_HasThoseThatThereAre() => Assert.Equal([ContainerStatus.Paused, ContainerStatus.Dead], EnumName.ParseList<ContainerStatus>("paused, flying,2,dead,PAUSED"));
}
