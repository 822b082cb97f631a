using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Engine.Privileged.Tests.Shim;
using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>Images and volumes that are made to lead the engine out of the container.</summary>
public sealed class HostileImageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I5_Links_InTheImagesDev_LeadNowhere(bool userNamespace)
    {
        using var canary = new HostCanary();
        using var container = new ShimContainer("sh", "-c", "stat -c '%F %t:%T' /dev/null; cat /proc/keys /proc/timer_list; echo x > /dev/console; test -L /dev/pts/0 || echo terminal");
        Directory.CreateDirectory($"{container.Image}/dev/pts");
        foreach (var name in new[] { "null", "console", "ptmx", "pts/0", "pts/ptmx", "shm", "mqueue" })
            File.CreateSymbolicLink($"{container.Image}/dev/{name}", "../../../../../../../.." + canary.Root + "/secret");
        container.Spec = container.Spec with { UserNamespace = userNamespace ? container.Spec.UserNamespace : null, Process = container.Spec.Process with { Tty = true } };
        Assert.Equal(0, (await container.RunAsync()).ExitCode);
        Assert.Equal("character special file 1:3\r\nx\r\nterminal\r\n", container.Text());
        Assert.True(canary.IsUnchanged);
    }

    [Theory]
    [InlineData("/v/way/sys")]
    [InlineData("/v/way/self/attr")]
    [InlineData("/v/deep/attr")]
    public async Task I6_Mount_ThroughAVolumesLinkToProc_IsRefused(string target)
    {
        using var container = new ShimContainer("true");
        var volume = Directory.CreateDirectory($"{container.Home}/volume").FullName;
        File.CreateSymbolicLink($"{volume}/way", "/proc");
        File.CreateSymbolicLink($"{volume}/deep", "../../proc/1");
        container.Spec = container.Spec with
        {
            Mounts = [new() { Kind = MountEntryKind.Bind, Source = volume, Target = "/v" }, new() { Kind = MountEntryKind.Tmpfs, Target = target }],
        };
        var failure = await container.FailAsync();
        Assert.Equal((ShimSteps.Mounts, 1), (failure.Step, failure.Errno));
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("4294967296")]
    [InlineData("-1")]
    [InlineData("0:2147483648")]
    public async Task I13_User_OutOfRange_IsRefused(string user)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", spec => spec with { User = user }));
        Assert.Equal("User", refusal.Field);
    }

    [Fact]
    public async Task I13_Group_FileWithoutEnd_IsRefused()
    {
        using var container = new ShimContainer("true");
        await using (var file = File.OpenWrite($"{container.Image}/etc/group")) file.SetLength(1L << 40);
        Assert.Equal(ShimSteps.User, (await container.FailAsync()).Step);
    }

    [Fact]
    public async Task I14_Labels_OfTheImage_ChangeNothing()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        Dictionary<string, string> labels = new()
        {
            ["panel.privileged"] = "true",
            ["io.panel.userns"] = "host",
            ["panel.security.seccomp"] = "unconfined",
            ["panel.mounts"] = "/:/host",
            ["com.docker.security.privileged"] = "true",
            ["io.containerd.runtime"] = "/bin/sh",
        };
        await using (var tar = File.OpenRead(await EngineHarness.ImageAsync(Token)))
            await harness.Engine.Images.ImportAsync(tar, "labelled:1", new ImageConfiguration { Command = ["sh"], Labels = labels }, null, Token);
        const string script = "grep -E '^(Cap|Seccomp:|NoNew)' /proc/self/status; cut -d' ' -f2- /proc/mounts | sort | sed 's/[ug]id=[0-9]*//g'; awk '{ print $1, $3, $2 != 0 }' /proc/self/uid_map";
        var plain = await harness.OutputAsync(script, spec => spec);
        var id = await harness.RunAsync(script, spec => spec with { Image = "labelled:1" });
        await harness.Containers.WaitAsync(id, cancellationToken: Token);
        Assert.Equal("true", (await harness.Containers.InspectAsync(id, Token)).Summary.Labels["panel.privileged"]);
        Assert.Equal(plain, await harness.LogAsync(id, Token));
    }
}
