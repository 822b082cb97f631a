using System.Diagnostics;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.PowerCut;

/// <summary>strace on a process and all that it starts.</summary>
public sealed class SystemCallRecorder : IAsyncDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly Process _strace;

    private SystemCallRecorder(int process)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "./test.sh installs strace.");
        string[] arguments = ["-f", "-y", "-ttt", "-T", "-e", "trace=" + FileCall.Calls, "-e", "signal=none", "-o", _file, "-p", $"{process}"];
        _strace = Process.Start(new ProcessStartInfo("/usr/bin/strace", arguments) { RedirectStandardError = true })!;
    }

    /// <summary>Begins to record.</summary>
    public static async Task<SystemCallRecorder> StartAsync(int process, CancellationToken cancellationToken)
    {
        var recorder = new SystemCallRecorder(process);
        var line = await recorder._strace.StandardError.ReadLineAsync(cancellationToken);
        Assert.Contains("attached", line, StringComparison.Ordinal);
        _ = recorder._strace.StandardError.ReadToEndAsync(CancellationToken.None);
        return recorder;
    }

    /// <summary>Lets go of the process; gives the calls.</summary>
    public async Task<IReadOnlyList<FileCall>> StopAsync(CancellationToken cancellationToken)
    {
        await Command.TryAsync("kill", ["-INT", $"{_strace.Id}"], cancellationToken);
        await _strace.WaitForExitAsync(cancellationToken);
        return [.. FileCall.Read(File.ReadLines(_file))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Killed, strace lets go of the process likewise.
        if (!_strace.HasExited) _strace.Kill();
        await _strace.WaitForExitAsync();
        _strace.Dispose();
        File.Delete(_file);
    }
}
