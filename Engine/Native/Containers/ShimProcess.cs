using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Starts shims. A shim outlives the engine: it makes its own session and inherits no descriptor but three pipes (.NET opens everything close-on-exec).</summary>
/// <param name="shimPath">The program.</param>
/// <param name="longestSpecPath">The longest path of a specification that will be run, so that the shim's command line has room for it.</param>
/// <param name="environment">Of the shims; null for an empty one.</param>
internal sealed class ShimProcess(string shimPath, string longestSpecPath, IReadOnlyDictionary<string, string>? environment) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _spare;
    private bool _isDisposed;

    /// <summary>Runs the container of the specification.</summary>
    /// <returns>What the shim answered: started or failed.</returns>
    public async Task<ShimMessage> RunAsync(string specPath, CancellationToken cancellationToken)
    {
        using var process = await InstructAsync(specPath, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var channel = new ShimChannel(process.StandardOutput.BaseStream);
        try
        {
            while (await channel.ReadAsync(limit.Token) is { } message)
            {
                if (message.Kind is ShimMessageKind.Started or ShimMessageKind.Failed) return message;
            }

            throw await SilentAsync(process, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It has not answered, so nothing is known to run: take it back. Its death takes the init along or the caller sweeps it.
            process.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineFailureException($"The shim did not answer within {Patience.TotalSeconds} s.", "start shim");
        }
        finally
        {
            _ = Task.Run(Prepare, CancellationToken.None);
        }
    }

    /// <summary>
    /// Starts a shim ahead of its container, unless there is one: its own start, some 8 ms with the fork of a process as large as the panel,
    /// then is no part of the container's. It ends by itself when the panel does.
    /// </summary>
    public void Prepare()
    {
        if (_spare is not null || _isDisposed || !HasDefaultEnvironment) return;
        try
        {
            Put(Start());
        }
        catch (EngineFailureException)
        {
            // Whoever needs a shim tries again and is told.
        }
    }

    /// <summary>The process of this machine that is the shim of a specification; null when there is none.</summary>
    public static (int Pid, long StartTimeTicks)? Find(string specPath)
    {
        // Zeros follow where the shim shortened its command line.
        var shown = System.Text.Encoding.UTF8.GetBytes($"\0run\0{specPath}\0");
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), out var pid) || PidFd.StartTimeTicks(pid) is not { } ticks) continue;
            if (CommandLine(process) is { } line && line.AsSpan().IndexOf(shown) >= 0) return (pid, ticks);
        }

        return null;
    }

    private static byte[]? CommandLine(string process)
    {
        try
        {
            return File.ReadAllBytes(process + "/cmdline");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    /// <summary>Lets the spare shim end.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Put(null);
    }

    // Tests give shims another one from start to start; a shim that waits has that of its own start.
    private bool HasDefaultEnvironment => environment is null or { Count: 0 };

    private void Put(Process? process)
    {
        var former = Interlocked.Exchange(ref _spare, process);
        // Disposed meanwhile: what was put last goes too.
        if (_isDisposed && process is not null) former = Interlocked.Exchange(ref _spare, null) ?? former;
        if (former is null) return;
        former.StandardInput.Close();
        former.Dispose();
    }

    private async Task<Process> InstructAsync(string specPath, CancellationToken cancellationToken)
    {
        if (HasDefaultEnvironment && Interlocked.Exchange(ref _spare, null) is { } spare)
        {
            if (await TryInstructAsync(spare, specPath, cancellationToken)) return spare;
            spare.Dispose(); // It was killed meanwhile.
        }
        var process = Start();
        await TryInstructAsync(process, specPath, cancellationToken);
        return process;
    }

    // A new one that has ended already is told by its silence.
    private static async Task<bool> TryInstructAsync(Process process, string specPath, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync($"{specPath}\n".AsMemory(), cancellationToken);
            process.StandardInput.Close();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Process Start()
    {
        var info = new ProcessStartInfo(shimPath, ["await", longestSpecPath])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment.Clear();
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new EngineFailureException($"The shim {shimPath} cannot be started: {Cause.Of(exception)}.", "start shim", exception.NativeErrorCode, exception);
        }
    }

    private static async Task<EngineFailureException> SilentAsync(Process process, CancellationToken cancellationToken)
    {
        using var error = process.StandardError;
        var text = await error.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new EngineFailureException($"The shim ended with code {process.ExitCode} without an answer. {text.Trim()}", "start shim");
    }
}
