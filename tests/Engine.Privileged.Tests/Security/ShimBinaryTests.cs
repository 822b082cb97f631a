using System.Security.Cryptography;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>The shim's own executable, out of the reach of a container whose root is the host's (CVE-2019-5736).</summary>
public sealed class ShimBinaryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Not an open: while the program runs that is ETXTBSY, whatever its mount says.
    private const string Access =
        """
        #include <errno.h>
        #include <stdio.h>
        #include <string.h>
        #include <unistd.h>
        static char *may(int mode) { return strerror(access("/proc/1/exe", mode) == 0 ? 0 : errno); }
        int main(void) {
            printf("read: %s, ", may(R_OK));
            printf("write: %s\n", may(W_OK));
            return 0;
        }
        """;

    private const string Attack =
        """
        echo ready
        while :; do
          for process in /proc/[0-9]*; do
            [ $process = /proc/1 ] && continue
            (printf x >> $process/exe) 2> /dev/null
          done
        done
        """;

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I7_ShimBinary_AsTheInterpreterOfTheCommand_IsNotWritten(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await HashAsync(harness);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Entrypoint = ["/run"], UserNamespace = users }, Token);
        await harness.Containers.CopyInAsync(created.Id, "/", Archive.Of(Archive.File("run", "#!/proc/self/exe\n", mode: 0b111_101_101)), cancellationToken: Token);
        try
        {
            // The kernel may well run the shim inside the container: that is of no use to anyone there.
            await harness.Containers.StartAsync(created.Id, Token);
            await harness.Containers.WaitAsync(created.Id, cancellationToken: Token);
        }
        catch (EngineException)
        {
            // Or it refuses.
        }

        Assert.Equal(before, await HashAsync(harness));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I7_ShimBinary_WhileAContainerOpensEveryExeForWriting_IsNotWritten(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await HashAsync(harness);
        await AttackAsync(harness, users);
        // Each start is a process of the shim that enters the attacker's pid namespace and then becomes the command.
        for (var i = 0; i < Rounds.Of(30, 1000); i++)
            await harness.OutputAsync("true", spec => spec.Of(new SecurityOptions { PidMode = "container:attacker" }, users) with { NetworkMode = "none" });
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync("attacker", Token)).Status);
        Assert.Equal(before, await HashAsync(harness));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I7_ShimBinary_OfExecsIntoAContainerThatOpensEveryExeForWriting_IsNotWritten(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await HashAsync(harness);
        var attacker = await AttackAsync(harness, users);
        for (var i = 0; i < Rounds.Of(30, 1000); i++) Assert.Equal("done", await harness.ExecAsync(attacker, "echo done"));
        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(attacker, Token)).Status);
        Assert.Equal(before, await HashAsync(harness));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I7_ShimBinary_AsTheInterpreterOfAnExec_IsNotWritten(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await HashAsync(harness);
        var id = await harness.RunAsync("echo ready; exec sleep 1000", spec => spec with { UserNamespace = users });
        await harness.Containers.CopyInAsync(id, "/", Archive.Of(Archive.File("run", "#!/proc/self/exe\n", mode: 0b111_101_101)), cancellationToken: Token);
        var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["/run"], Attach = new AttachOptions { Stdout = true } }, Token);
        try
        {
            await using var attachment = (await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token))!;
            while (await attachment.ReadAsync(Token) is not null)
            {
                // What the shim says when it is run inside the container, of use to no one there.
            }
        }
        catch (EngineException)
        {
            // Or it refuses.
        }

        Assert.Equal(before, await HashAsync(harness));
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I7_ShimBinary_ThatIsTheContainersInit_IsNotWritten(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var before = await HashAsync(harness);
        // With --init process 1 is the shim's program for as long as the container lives; with the host's root SYS_PTRACE lets it be opened.
        var program = await NativeProgram.BuildAsync(Access);
        var output = await harness.OutputAsync("/native/program", spec => spec.Of(new SecurityOptions { CapabilitiesAdd = ["SYS_PTRACE"] }, users) with { Init = true, Mounts = [program] });
        Assert.Equal(users == UserNamespaceMode.Host ? "read: Success, write: Read-only file system" : "read: Permission denied, write: Permission denied", output);
        Assert.Equal(before, await HashAsync(harness));
    }

    private static async Task<string> AttackAsync(EngineHarness harness, UserNamespaceMode users)
    {
        var attacker = await harness.RunAsync(Attack, spec => spec with { NetworkMode = "none", UserNamespace = users, Name = "attacker" });
        await harness.UntilLoggedAsync(attacker, "ready", Token);
        return attacker;
    }

    private static async Task<string> HashAsync(EngineHarness harness)
    {
        await using var file = File.OpenRead(harness.Options.ShimPath);
        return Convert.ToHexString(await SHA256.HashDataAsync(file, Token)) + File.GetLastWriteTimeUtc(harness.Options.ShimPath).Ticks;
    }
}
