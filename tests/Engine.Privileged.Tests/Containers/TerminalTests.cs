using Panel.Engine.Contract;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>A container's terminal outlives the moments in which no program has it open.</summary>
public sealed class TerminalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_ClosedAndOpenedAgain_KeepsEveryLine()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec </dev/null >/dev/null 2>&1; set -e; for i in $(seq 300); do echo $i >/dev/console; done", spec => spec with { Tty = true });

        var exit = await harness.Containers.WaitAsync(id, cancellationToken: Token);

        Assert.Equal(0, exit.ExitCode);
        Assert.Equal(string.Join('\n', Enumerable.Range(1, 300).Select(i => $"{i}\r")), await harness.LogAsync(id, Token));
    }
}
