using System.Diagnostics;

namespace Panel.Engine.Privileged.Tests.Networks;

/// <summary>A program of a test's host that has a socket, until it is ended.</summary>
internal sealed class TestProgram : IAsyncDisposable
{
    private readonly Process _process;

    private TestProgram(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <param name="host">Where it runs; null is this machine.</param>
    /// <param name="socket">Python, beginning with the call of the module <c>socket</c> that makes the socket <c>s</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TestProgram> StartAsync(TestHost? host, string socket, CancellationToken cancellationToken)
    {
        string[] python = ["python3", "-c", $"from socket import *; s = {socket}; print('ready', flush=True); import sys; sys.stdin.read()"];
        var start = host is null ? new ProcessStartInfo(python[0], python[1..]) : new ProcessStartInfo("nsenter", ["--net=" + host.Path, .. python]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        var program = new TestProgram(Process.Start(start)!);
        Assert.Equal("ready", await program._process.StandardOutput.ReadLineAsync(cancellationToken));
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
