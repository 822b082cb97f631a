using Panel.Engine.Contract;
using Panel.Engine.Native.Security;

namespace Panel.Engine.Native.Tests.Security;

public sealed class DeviceSelectionTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/proc")]
    [InlineData("/dev/../sys")]
    public void Directory_OutOfDev_IsRefusedAndNotSearched(string path)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => DeviceSelection.Check(new() { Devices = [new(path, "/dev/all", "r")] }));
        Assert.Contains("below /dev", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev")]
    public void Device_OfTheHost_IsTaken(string path) => DeviceSelection.Check(new() { Devices = [new(path, "/dev/taken", "r")] });
}
