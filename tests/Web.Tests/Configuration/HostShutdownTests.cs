using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Tests.Fakes;

namespace Panel.Web.Tests.Configuration;

public sealed class HostShutdownTests
{
    [Theory]
    [InlineData(true, "stop all")]
    [InlineData(false)]
    public async Task Stopping_StopsTheContainers_OnlyWhenTheMachineGoesDown(bool goesDown, params string[] calls)
    {
        var engine = new FakeEngine();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var host = new EngineHost((_, _) => Task.FromResult<IContainerEngine>(engine), services);
        await host.StartAsync(TestContext.Current.CancellationToken);

        await new HostShutdown(host, _ => Task.FromResult(goesDown), NullLogger<HostShutdown>.Instance).StoppingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(calls, engine.Containers.Calls);
    }

    [Fact]
    public async Task Stopping_OfAPanelThatNeverStarted_AsksNobody()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var host = new EngineHost((_, _) => throw new InvalidOperationException(), services);

        await new HostShutdown(host, _ => throw new InvalidOperationException(), NullLogger<HostShutdown>.Instance).StoppingAsync(TestContext.Current.CancellationToken);
    }
}
