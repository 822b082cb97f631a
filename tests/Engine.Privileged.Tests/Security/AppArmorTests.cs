using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

/// <summary>On a kernel with AppArmor: Debian's, as in tests/vm.</summary>
public sealed class AppArmorTests : IAsyncLifetime
{
    private const string Parser = "/usr/sbin/apparmor_parser";
    private const string Enabled = "/sys/module/apparmor/parameters/enabled";

    private const string Profile =
        """
        profile panel-test flags=(attach_disconnected, mediate_deleted) {
          file,
          capability,
          network,
          mount,
          umount,
          pivot_root,
          signal,
          ptrace,
          deny /secret r,
        }
        """;

    private readonly string _file = Path.GetTempFileName();
    private bool _isLoaded;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Enabled) && File.ReadAllText(Enabled).StartsWith('Y'), "needs a kernel with AppArmor");
        Assert.SkipUnless(File.Exists(Parser), "needs Debian's package apparmor");
        await File.WriteAllTextAsync(_file, Profile, Token);
        await Command.OutputAsync(Parser, ["--replace", _file], Token);
        _isLoaded = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isLoaded) await Command.OutputAsync(Parser, ["--remove", _file], CancellationToken.None);
        File.Delete(_file);
    }

    [Theory]
    [InlineData(UserNamespaceMode.Private)]
    [InlineData(UserNamespaceMode.Host)]
    public async Task Profile_OfTheCaller_ConfinesItAndItsExecs(UserNamespaceMode users)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var options = new SecurityOptions { AppArmorProfile = "panel-test" };

        Assert.Equal("panel-test (enforce)\nfine\ndenied", await harness.OutputAsync("cat /proc/self/attr/current; echo fine > /open; cat /open; echo x > /secret; cat /secret 2>/dev/null || echo denied", spec => spec.Of(options, users)));

        var id = await harness.RunAsync("exec sleep 600", spec => spec.Of(options, users));
        var exec = await harness.Containers.CreateExecAsync(id, new ExecSpec { Arguments = ["cat", "/proc/self/attr/current"], Attach = new AttachOptions { Stdout = true } }, Token);
        await using var attachment = await harness.Containers.StartExecAsync(exec, new ExecStartOptions(), Token);
        var output = await attachment!.ReadAsync(Token);
        Assert.Equal("panel-test (enforce)\n", System.Text.Encoding.UTF8.GetString(output!.Value.Bytes.Span));
    }

    [Fact]
    public async Task Profile_ThatIsNotLoaded_FailsTheStartWithItsName()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var created = await harness.Containers.CreateAsync(new ContainerSpec { Image = "busybox", Command = ["true"], Security = new SecurityOptions { AppArmorProfile = "no-such-profile" } }, Token);

        var failure = await Assert.ThrowsAsync<InvalidInputException>(() => harness.Containers.StartAsync(created.Id, Token));

        Assert.Contains("no-such-profile", failure.Message, StringComparison.Ordinal);
    }
}
