using System.Diagnostics;
using Panel.Engine.Privileged.Tests.Containers;
using Panel.Tests.Shared;

namespace Panel.Engine.Privileged.Tests.Security;

public sealed class ProcessOriginTests
{
    // The first thread exits alone (exit(2) of the kernel, 60 on x86-64 and 93 on Arm); the other one stays.
    private const string Program = """
        import ctypes, os, sys, threading, time
        sys.stdin.readline()
        threading.Thread(target=lambda: time.sleep(1000)).start()
        ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_WhoseFirstThreadHasExited_IsOfTheContainerOfTheOthers()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var id = await harness.RunAsync("exec sleep 1000");
        var init = (await harness.Containers.InspectAsync(id, Token)).Summary.State.Pid;
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", Program]) { RedirectStandardInput = true })!;
        try
        {
            foreach (var group in GroupsOf(init)) await File.WriteAllTextAsync(group + "/cgroup.procs", $"{process.Id}", Token);
            await process.StandardInput.WriteLineAsync();
            await Poll.UntilAsync(async () => (await File.ReadAllTextAsync($"/proc/{process.Id}/stat", Token)).Contains(") Z ", StringComparison.Ordinal), "the first thread has exited", cancellationToken: Token);
            Assert.Equal(id, harness.Containers.OriginOf(process.Id).Container?.Id);
        }
        finally
        {
            process.Kill();
        }
    }

    // Of cgroup v1 by their controllers, of v2 by the root.
    private static IEnumerable<string> GroupsOf(int pid) =>
        from line in File.ReadAllLines($"/proc/{pid}/cgroup")
        let parts = line.Split(':', 3)
        let folder = parts[1].Length > 0 ? $"/sys/fs/cgroup/{parts[1].Replace("name=", "", StringComparison.Ordinal)}{parts[2]}" : $"/sys/fs/cgroup{parts[2]}"
        where parts[2].Contains("/pnl", StringComparison.Ordinal) && Directory.Exists(folder)
        select folder;
}
