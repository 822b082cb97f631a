using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>On a kernel with SELinux and a policy: tests/vm with LSM=selinux.</summary>
public sealed class SelinuxTests
{
    private const string Current = "/proc/self/attr/current";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The test's own user, role and type with categories that it lacks: valid in every policy with categories.
    private static string Label
    {
        get
        {
            Assert.SkipUnless(File.Exists("/sys/fs/selinux/enforce"), "needs a kernel with SELinux");
            var own = File.ReadAllText(Current).TrimEnd('\0', '\n').Split(':');
            Assert.SkipUnless(own.Length > 3, "needs a loaded policy with levels");
            return $"{own[0]}:{own[1]}:{own[2]}:s0:c7,c9";
        }
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task Label_OfTheCaller_IsThatOfItAndItsExecs(UserNamespaceMode users)
    {
        var options = new SecurityOptions { SelinuxLabel = Label };
        await using var harness = await EngineHarness.StartAsync(Token);

        Assert.Equal(options.SelinuxLabel, (await harness.OutputAsync($"cat {Current}", spec => spec.Of(options, users))).TrimEnd('\0'));

        var id = await harness.RunAsync("exec sleep 600", spec => spec.Of(options, users));
        var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["cat", Current], Attach = new AttachOptions { Stdout = true } }, Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        var output = await attachment!.ReadAsync(Token);
        Assert.Equal(options.SelinuxLabel, System.Text.Encoding.UTF8.GetString(output!.Value.Bytes.Span).TrimEnd('\0', '\n'));
    }

    [Fact]
    public async Task Label_ThatThePolicyLacks_FailsTheStartWithIt()
    {
        var wrong = Label.Replace(":s0:", ":nosuch:", StringComparison.Ordinal);
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["true"], Security = new SecurityOptions { SelinuxLabel = wrong } }, Token);

        var failure = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.StartAsync(created.Id, Token));

        Assert.Contains(wrong, failure.Message, StringComparison.Ordinal);
    }
}
