using Panel.Engine.Contract;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

/// <summary>The length of the periods that the CPUs' time is counted in.</summary>
public sealed class CpuPeriodTests
{
    [Fact]
    public void Period_WithoutAQuota_IsWrittenBesideNoLimit()
    {
        var spec = CgroupLimitsOf.Spec(new ResourceLimits { CpuPeriod = 50_000 });
        Assert.Equal((-1, 50_000), (spec.Cpus, spec.CpuPeriod));
        var change = CgroupLimitsOf.Change(new ResourceLimits(), new ResourceLimits { CpuPeriod = 50_000 });
        Assert.Equal((-1, 50_000), (change.CpuQuota, change.CpuPeriod));
    }

    [Fact]
    public void Nothing_WithoutAPeriodOrQuota_IsWritten() => Assert.Null(CgroupLimitsOf.Spec(new ResourceLimits()).Cpus);
}
