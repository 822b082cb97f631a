using Panel.Engine.Contract;
using Panel.Web.Features.Containers;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Containers;

public sealed class ContainerListQueryTests
{
    [Fact]
    public void Filter_OfTroubles_StandsInTheAddressAndPutsTheGravestFirst()
    {
        var failed = Sample.Container("failed").Summary with { State = Sample.State(ContainerStatus.Exited, exitCode: 1) };
        var loop = Sample.Container("loop").Summary with { State = Sample.State(ContainerStatus.Restarting) };
        var query = ContainerListQuery.Parse(null, null, "state", "all");

        Assert.Equal(["loop", "failed"], query.Apply([Sample.Container("fine").Summary, failed, loop], Sample.Now).Select(row => row.Name));
        Assert.Equal(["failed"], ContainerListQuery.Parse(null, null, null, "failed").Apply([failed, loop], Sample.Now).Select(row => row.Name));
        Assert.Equal("failed", ContainerListQuery.Parse(null, null, null, "failed").ToParameters()["problem"]);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("web", "running,exited", "-uptime")]
    [InlineData("", "paused", "name")]
    public void Address_WrittenAndRead_IsTheSameQuery(string? search, string? states, string? sort)
    {
        var parameters = ContainerListQuery.Parse(search, states, sort).ToParameters();

        Assert.Equal(string.IsNullOrEmpty(search) ? null : search, parameters["q"]);
        Assert.Equal(states, parameters["state"]);
        Assert.Equal(sort, parameters["sort"]);
    }

    [Fact]
    public void Address_Nonsense_IsLeftOut()
    {
        var query = ContainerListQuery.Parse(null, "flying,running", "weight");

        Assert.Equal([ContainerStatus.Running], query.States);
        Assert.Equal(ContainerColumn.Created, query.Sort);
        Assert.True(query.Descending);
    }

    [Theory]
    [InlineData("created", "old,new")]
    [InlineData("state", "old,new")]
    [InlineData("image", "old,new")]
    [InlineData("ports", "old,new")]
    [InlineData("uptime", "new,old")]
    [InlineData("-uptime", "old,new")]
    public void Sort_ByColumn_OrdersRows(string column, string expected)
    {
        var rows = new[]
        {
            Sample.Container("new", ContainerStatus.Exited, "zebra", Sample.Now.AddDays(-1)).Summary,
            Sample.Container("old", ContainerStatus.Running, "alpine", Sample.Now.AddDays(-9), new PortBinding(80, HostPort: 8080)).Summary,
        };

        Assert.Equal(expected.Split(','), ContainerListQuery.Parse(null, null, column).Apply(rows, Sample.Now).Select(row => row.Name));
    }

    [Fact]
    public void Apply_ThousandContainers_SortsAndFilters()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => Sample.Container($"box{i:000}", i % 2 == 0 ? ContainerStatus.Running : ContainerStatus.Exited).Summary);

        var view = ContainerListQuery.Parse("box9", "running", "name").Apply(rows, Sample.Now);

        Assert.All(view, row => Assert.Equal(ContainerStatus.Running, row.State.Status));
        Assert.Equal(50, view.Count(row => row.Name.StartsWith("box9", StringComparison.Ordinal)));
        Assert.Equal("box900", view[0].Name);
    }
}
