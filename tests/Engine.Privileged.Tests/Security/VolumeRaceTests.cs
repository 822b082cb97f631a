using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>A container that changes a volume while others are started on it.</summary>
public sealed class VolumeRaceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Swaps a directory and a link in one step, for ever (renameat2, RENAME_EXCHANGE).
    private const string Swap =
        """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdio.h>
        int main(int count, char **arguments) {
            while (renameat2(AT_FDCWD, arguments[1], AT_FDCWD, arguments[2], RENAME_EXCHANGE) == 0) { }
            perror("renameat2");
            return 1;
        }
        """;

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task I9_Mount_BelowADirectoryThatIsSwappedForALink_StaysInside(UserNamespaceMode users)
    {
        using var canary = new HostCanary();
        var program = await NativeProgram.BuildAsync(Swap);
        await using var harness = await EngineHarness.StartAsync(Token);
        var volume = new MountSpec(MountKind.Volume, "/v", "shared");
        var way = "../../../../../../../.." + canary.Root;
        var attacker = await harness.RunAsync(
            $"mkdir -p /v/d /v/d/deep && ln -s {way} /v/l && echo ready && exec /native/program /v/d /v/l",
            spec => spec with { NetworkMode = "none", UserNamespace = users, Mounts = [volume, program] });
        await harness.UntilLoggedAsync(attacker, "ready", Token);
        var started = 0;
        for (var i = 0; i < Rounds.Of(40, 2000); i++)
        {
            // What is mounted at is made when it is missing: through the link that would be a directory of the host's.
            var created = await harness.Containers.CreateAsync(new ContainerSpec
            {
                Image = "busybox",
                Command = ["sh", "-c", "echo planted > /v/d/deep/file; echo planted > /v/d/new/file"],
                NetworkMode = "none",
                UserNamespace = users,
                Mounts = [volume, new MountSpec(MountKind.Tmpfs, "/v/d/deep"), new MountSpec(MountKind.Tmpfs, $"/v/d/new{i % 2}")],
            }, Token);
            try
            {
                await harness.Containers.StartAsync(created.Id, Token);
                await harness.Containers.WaitAsync(created.Id, cancellationToken: Token);
                started++;
            }
            catch (EngineException)
            {
                // The directory was the link, or away, at that moment.
            }

            await harness.Containers.RemoveAsync(created.Id, force: true, cancellationToken: Token);
        }

        Assert.Equal(ContainerStatus.Running, (await harness.StateAsync(attacker, Token)).Status);
        Assert.True(started > 0, "no container started: nothing was tried");
        Assert.True(canary.IsUnchanged);
        Assert.DoesNotContain(MountTable.Read(), mount => mount.StartsWith(canary.Root, StringComparison.Ordinal));
    }
}
