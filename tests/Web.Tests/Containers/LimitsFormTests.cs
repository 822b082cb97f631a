using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class LimitsFormTests
{
    [Fact]
    public void Form_OfLimits_ReadsTheSameLimits()
    {
        var limits = new ResourceLimits { MemoryBytes = 1536L << 20, MemorySwapBytes = 2L << 30, MemoryReservationBytes = 1000, Cpus = 1.5, CpuShares = 512, CpusetCpus = "0-1", Pids = 99, BlkioWeight = 300 };

        Assert.Equal(limits, LimitsForm.Of(limits).Read(limits, new FormErrors()));
        Assert.Equal("1536m", LimitsForm.Of(limits).Memory);
    }

    [Fact]
    public void Form_OfNoLimits_IsEmptyAndReadsNone()
    {
        var none = new ResourceLimits();

        Assert.Equal(none, LimitsForm.Of(none).Read(none, new FormErrors()));
        Assert.Equal("", LimitsForm.Of(none with { Pids = -1 }).Pids);
        Assert.Equal(-1, LimitsForm.Of(none with { Pids = -1 }).Read(none with { Pids = -1 }, new FormErrors())!.Pids);
    }

    [Fact]
    public void Memory_Changed_LetsTheLimitOfBothFollow()
    {
        var limits = new ResourceLimits { MemoryBytes = 1L << 30, MemorySwapBytes = 1L << 30 };
        var form = LimitsForm.Of(limits);
        form.Memory = "2g";

        Assert.Equal(new ResourceLimits { MemoryBytes = 2L << 30 }, form.Read(limits, new FormErrors()));
    }

    [Fact]
    public void Fields_ThatAreNoNumbers_AreAllMarked()
    {
        var errors = new FormErrors();
        var form = new LimitsForm { Memory = "much", MemoryReservation = "1x", Cpus = "two", CpuShares = "1.5", Pids = "many" };

        Assert.Null(form.Read(new ResourceLimits(), errors));
        Assert.All(["MemoryBytes", "MemoryReservationBytes", "Cpus", "CpuShares", "Pids"], field => Assert.NotNull(errors.At("Resources." + field)));
    }
}
