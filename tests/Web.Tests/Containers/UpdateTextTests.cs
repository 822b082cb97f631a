using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class UpdateTextTests
{
    [Fact]
    public void Update_IsToldInWords()
    {
        Assert.Equal("memory 256 MiB, CPUs 0.5, processes unlimited; restart OnFailure at most 3 times", UpdateText.Of(new ContainerUpdate
        {
            Resources = new ResourceLimits { MemoryBytes = 256 << 20, Cpus = 0.5, Pids = -1 },
            RestartPolicy = new RestartPolicy(RestartPolicyKind.OnFailure, 3),
        }));
        Assert.Equal("no limits but the default of processes", UpdateText.Of(new ContainerUpdate { Resources = new ResourceLimits() }));
    }
}
