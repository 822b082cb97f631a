using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Engine.Protocol;

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

    [Theory]
    [InlineData("/dev//my//./null")]
    [InlineData("/dev/x/../my/null")]
    public async Task Device_UnderACrookedName_IsWhereTheNameLeads(string path)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = new SecurityOptions { Devices = [new DeviceMapping("/dev/zero", path)] };
        Assert.Equal("1,5", await harness.OutputAsync("stat -c %t,%T /dev/my/null", options));
    }

    // The shim makes nodes as the host's root: whatever name it is given, they lie in the container's /dev.
    [Theory]
    [InlineData("{canary}/file")]
    [InlineData("fd/0/../{canary}/file")]
    [InlineData("fd/3/file")]
    [InlineData("../file")]
    [InlineData("")]
    public async Task DeviceName_ThatLeadsOut_IsRefused(string name)
    {
        using var container = new Shim.ShimContainer("true");
        var canary = Directory.CreateDirectory($"{container.Home}/canary").FullName;
        await File.WriteAllTextAsync($"{canary}/file", "mine", Token);
        container.Spec.Devices = [new() { Name = name.Replace("{canary}", canary, StringComparison.Ordinal), IsBlock = false, Major = 1, Minor = 5 }];
        Assert.Equal(ShimSteps.Layers, (await container.FailAsync()).Step);
        Assert.Equal("mine", await File.ReadAllTextAsync($"{canary}/file", Token));
        Assert.Single(Directory.GetFileSystemEntries(canary));
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
