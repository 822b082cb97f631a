using Panel.Engine.Contract;
using Panel.Web.Features.Containers;

namespace Panel.Web.Tests.Containers;

public sealed class LimitsFormTests
{
    private readonly FormErrors _errors = new();

    [Fact]
    public void Form_OfLimits_ReadsTheSameLimits()
    {
        var limits = new ResourceLimits
        {
            MemoryBytes = 1536L << 20,
            MemorySwapBytes = 2L << 30,
            MemoryReservationBytes = 1000,
            Cpus = 1.5,
            CpuShares = 512,
            CpusetCpus = "0-1",
            CpusetMems = "0",
            Pids = 99,
            BlkioWeight = 300,
            DeviceRates = [new("/dev/sda") { ReadBytes = 1 << 20, WriteBytes = 2 << 20, ReadOperations = 30, WriteOperations = 40 }, new("/dev/sdb") { WriteBytes = 1 }],
        };

        Assert.Equivalent(limits, LimitsForm.Of(limits).Read(_errors), strict: true);
        Assert.Equal(("1536m", "2g"), (LimitsForm.Of(limits).Memory, LimitsForm.Of(limits).MemorySwap));
        Assert.False(_errors.Any);
    }

    [Fact]
    public void Form_OfNoLimits_IsEmptyAndReadsNone()
    {
        var none = new ResourceLimits();

        Assert.Equivalent(none, LimitsForm.Of(none).Read(_errors), strict: true);
        Assert.Equal(("", ""), (LimitsForm.Of(none).Pids, LimitsForm.Of(none).MemorySwap));
    }

    [Fact]
    public void Form_OfUnlimited_SaysSoAndReadsIt()
    {
        var unlimited = new ResourceLimits { Pids = -1, MemoryBytes = 1 << 30, MemorySwapBytes = -1 };
        var form = LimitsForm.Of(unlimited);

        Assert.True(form.UnlimitedPids);
        Assert.Equal("unlimited", form.MemorySwap);
        Assert.Equivalent(unlimited, form.Read(_errors), strict: true);
        form.UnlimitedPids = false;
        Assert.Null(form.Read(_errors).Pids);
    }

    [Fact]
    public void Form_OfAQuota_ShowsTheCpusAndKeepsItUntilTheyChange()
    {
        var quota = new ResourceLimits { CpuQuota = 30_000, CpuPeriod = 20_000 };
        var form = LimitsForm.Of(quota);

        Assert.Equal("1.5", form.Cpus);
        Assert.Equivalent(quota, form.Read(_errors), strict: true);
        form.Cpus = "0.5";
        Assert.Equivalent(new ResourceLimits { Cpus = 0.5 }, form.Read(_errors), strict: true);
    }

    [Fact]
    public void Fields_ThatAreNoNumbers_AreAllMarked()
    {
        var form = new LimitsForm { Memory = "much", MemorySwap = "-2", MemoryReservation = "1x", Cpus = "two", CpuShares = "1.5", Pids = "many", BlkioWeight = "heavy" };
        form.Rates.Add(new RateRow());
        form.Rates.Add(new RateRow { Device = "/dev/sda", ReadOperations = "1k" });
        form.DropBlankRows();

        form.Read(_errors);

        Assert.All(
            ["MemoryBytes", "MemorySwapBytes", "MemoryReservationBytes", "Cpus", "CpuShares", "Pids", "BlkioWeight", "DeviceRates[0]"],
            field => Assert.NotNull(_errors.At("Resources." + field)));
    }
}
