using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

public sealed class DeviceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task Device_OfTheHost_WorksUnderItsOwnName(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        // /dev/zero under another name is a device that the container may use, and every host has it.
        var options = new SecurityOptions { Devices = [new DeviceMapping("/dev/zero", "/dev/my/null")] };
        Assert.Equal("00000000\n1,5", await harness.OutputAsync("head -c4 /dev/my/null | od -An -tx1 | tr -d ' '; stat -c %t,%T /dev/my/null", spec => spec.Of(options, users)));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task Device_WithoutWriteRight_IsRefusedByTheKernel(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = new SecurityOptions { Devices = [new DeviceMapping("/dev/kmsg", "", "r")] };
        Assert.Equal("Operation not permitted", (await harness.OutputAsync("( : > /dev/kmsg ) 2>&1 || true", spec => spec.Of(options, users))).Split(": ")[^1]);
    }

    [Fact]
    public async Task Node_MadeInside_GivesNoAccess()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Assert.EndsWith("Operation not permitted", await harness.OutputAsync("mknod /tmp/kmsg c 1 11 && ( : > /tmp/kmsg ) 2>&1 || true", spec => spec.Of(new SecurityOptions(), UserNamespaceMode.Host)));
    }

    [Fact]
    public async Task Rule_OfTheCaller_OpensIt()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = new SecurityOptions { DeviceRules = ["c 1:11 w"] };
        Assert.Equal("ok", await harness.OutputAsync("mknod /tmp/kmsg c 1 11 && : > /tmp/kmsg && echo ok", spec => spec.Of(options, UserNamespaceMode.Host)));
    }
}
