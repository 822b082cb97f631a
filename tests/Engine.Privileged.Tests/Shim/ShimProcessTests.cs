using Panel.Engine.Protocol;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Shim;

public class ShimProcessTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 37", 37)]
    [InlineData("sleep 60 & sleep 0.05; exit 3", 3)]
    public async Task Exit_OfCommand_IsRecorded(string script, int code)
    {
        using var container = new ShimContainer("sh", "-c", script);
        var exit = await container.RunAsync();
        Assert.Equal((code, false), (exit.ExitCode, exit.OomKilled));
    }

    [Theory]
    [InlineData(9, 137)]
    [InlineData(15, 143)]
    public async Task Kill_ThroughSocket_EndsWithSignal(int signal, int code)
    {
        using var container = new ShimContainer("sh", "-c", $"trap 'exit {128 + 15}' TERM; while true; do sleep 0.02; done");
        var run = await container.StartAsync();
        await using var control = await container.ConnectAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await control.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"kind\":\"Kill\",\"signal\":{signal}}}\n"), TestContext.Current.CancellationToken);
        Assert.Equal(code, (await run.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Subscribe_AfterStart_ReplaysAndFollows()
    {
        using var container = new ShimContainer("sleep", "60");
        var run = await container.StartAsync();
        await using var control = await container.ConnectAsync();
        await control.WriteAsync("{\"kind\":\"Subscribe\"}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(control);
        Assert.Contains($"\"pid\":{run.First.Pid}", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        await control.WriteAsync("{\"kind\":\"Kill\",\"signal\":9}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Contains("\"kind\":\"Exited\",\"exitCode\":137", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await run.ExitAsync();
    }

    [Fact]
    public async Task Requests_OfANewerPanel_ArePassedOverAndTheConnectionStays()
    {
        using var container = new ShimContainer("sleep", "60");
        var run = await container.StartAsync();
        await using var control = await container.ConnectAsync();
        string[] strange = ["no JSON", "{}", "{\"kind\":\"Dance\",\"step\":{\"a\":[1]}}", "{\"kind\":7}", "{\"kind\":\"Table\",\"rows\":\"" + new string('x', 20_000) + "\"}", "{\"kind\":\"Resize\",\"rows\":\"many\"}"];
        foreach (var line in strange.Append("{\"kind\":\"Subscribe\",\"signal\":{}}"))
            await control.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(control);
        foreach (var _ in strange) Assert.Contains("\"kind\":\"Error\"", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"\"pid\":{run.First.Pid}", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        await control.WriteAsync("{\"kind\":\"Kill\",\"signal\":9,\"why\":\"test\"}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Contains("\"kind\":\"Exited\",\"exitCode\":137", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        await run.ExitAsync();
    }

    [Theory]
    [InlineData("/bin/nothing", 127)]
    [InlineData("nothing", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("/tmp", 126)]
    public async Task Execute_OfWhatCannotRun_FailsAsDocker(string file, int code)
    {
        using var container = new ShimContainer(file);
        var failure = await container.FailAsync();
        Assert.Equal((ShimSteps.Execute, code, file), (failure.Step, failure.ExitCode, failure.Path));
        Assert.False(container.HasCgroup);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Command_IsAloneInItsGroupOfEveryController_AndTheShimOutsideOfIt(bool userNamespace)
    {
        using var container = new ShimContainer("sleep", "60");
        if (!userNamespace) container.Spec = container.Spec with { UserNamespace = null };
        var run = await container.StartAsync();
        string[] controllers = ["memory", "pids", "cpu", "cpuacct", "devices", "freezer", "blkio", "cpuset"];
        foreach (var group in controllers.Select(container.Cgroup.Directory).OfType<string>().Distinct())
            Assert.Equal($"{run.First.Pid}\n", await File.ReadAllTextAsync($"{group}/cgroup.procs", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Oom_OfCommand_IsFlaggedAndAnnounced()
    {
        using var container = new ShimContainer("sh", "-c", "tail /dev/zero");
        container.Spec = container.Spec with { Resources = new ResourceSpec { MemoryBytes = 16 << 20, MemorySwapBytes = 16 << 20, Pids = 20 } };
        var run = await container.StartAsync();
        var exit = await run.ExitAsync();
        Assert.True(exit.OomKilled);
        Assert.Single(run.Messages, m => m.Kind == ShimMessageKind.Oom);
    }

    [Fact]
    public async Task Shim_WhenStarterIsKilled_LivesOn()
    {
        using var container = new ShimContainer("sh", "-c", "sleep 0.5; echo late; exit 4");
        var shim = await ShimBinary.PathAsync();
        await File.WriteAllBytesAsync($"{container.Home}/spec", Panel.Engine.Protocol.Wire.SpecFile.Write(container.Spec), TestContext.Current.CancellationToken);
        using var starter = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/busybox", ["sh", "-c", $"{shim} run {container.Home}/spec | cat & sleep 30"]))!;
        while (!File.Exists(container.Spec.SocketPath))
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        starter.Kill(entireProcessTree: false);
        while (!File.Exists(container.Spec.ExitFile))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Contains("\"exitCode\":4", await File.ReadAllTextAsync(container.Spec.ExitFile, TestContext.Current.CancellationToken));
        Assert.Equal("late\n", container.Text());
    }

    [Fact]
    public async Task Container_WhenShimIsKilled_Ends()
    {
        using var container = new ShimContainer("sleep", "60");
        var run = await container.StartAsync();
        run.Process.Kill();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (ProcessTable.IsAlive(run.First.Pid!.Value))
            await Task.Delay(10, deadline.Token);
    }

    [Fact]
    public async Task Init_WithOrphans_ReapsAndForwards()
    {
        using var container = new ShimContainer("sh", "-c", "cat /proc/1/comm; (sleep 0.01 &); trap 'exit 5' TERM; kill -TERM 1; while true; do sleep 0.02; done");
        container.Spec = container.Spec with { Init = true };
        Assert.Equal(5, (await container.RunAsync()).ExitCode);
    }

    /// <summary>Process 1 is not in the group that gets the terminal's signals, so it forwards none of them a second time.</summary>
    [Fact]
    public async Task Init_WithATerminal_LeavesTheTerminalsSignalsToTheCommand()
    {
        using var container = new ShimContainer("sh", "-c", "cut -d' ' -f5,8 /proc/1/stat; cut -d' ' -f5,8 /proc/$$/stat; echo $$");
        container.Spec = container.Spec with { Init = true, Process = container.Spec.Process with { Tty = true } };
        Assert.Equal(0, (await container.RunAsync()).ExitCode);
        var lines = container.Text().Split("\r\n");
        var command = lines[2];
        Assert.Equal([$"1 {command}", $"{command} {command}"], lines[..2]);
    }

    [Fact]
    public async Task Terminal_Requested_IsAControllingOne()
    {
        using var container = new ShimContainer("sh", "-c", "test -t 0 && test -t 1 && echo tty; echo x > /dev/tty; ls /dev/console; until stty size 2>/dev/null | grep '24 80'; do sleep 0.02; done");
        container.Spec = container.Spec with { Process = container.Spec.Process with { Tty = true } };
        var run = await container.StartAsync();
        await using var control = await container.ConnectAsync();
        await control.WriteAsync("{\"kind\":\"Resize\",\"rows\":24,\"columns\":80}\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await run.ExitAsync()).ExitCode);
        Assert.Equal("tty\r\nx\r\n/dev/console\r\n24 80\r\n", container.Text());
    }
}
