using System.Diagnostics;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Processes;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Shims;

/// <summary>Starts shims. A shim outlives the engine: it creates its own session and inherits only three pipes (.NET opens everything
/// close-on-exec).</summary>
/// <param name="shimPath">The program.</param>
/// <param name="longestSpecPath">The longest path of a specification, so that the shim's command line has room for it.</param>
/// <param name="environment">The shims' environment; null for an empty one.</param>
internal sealed class ShimProcess(string shimPath, string longestSpecPath, IReadOnlyDictionary<string, string>? environment) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _spare;
    private bool _isDisposed;

    /// <summary>Runs the container in the specification.</summary>
    /// <returns>The shim's answer: started or failed.</returns>
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
            // It has not answered, so no known container is running: undo the start. Its death ends the init, or the caller removes the
            // rest.
            process.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineFailureException($"The shim did not answer within {Patience.TotalSeconds} s.", "start shim");
        }
        finally
        {
            _ = Task.Run(Prepare, CancellationToken.None);
        }
    }

    /// <summary>Starts a spare shim for the next container, unless there is one. So a container's start does not include the shim's own,
    /// about 8 ms with the fork of a process as large as the panel. The spare shim ends when the panel does.</summary>
    public void Prepare()
    {
        if (_spare is not null || _isDisposed || !HasDefaultEnvironment) return;
        try
        {
            Put(Start());
        }
        catch (EngineFailureException)
        {
            // The next start tries again and reports the error.
        }
    }

    /// <summary>The process on this machine that runs the specification's shim; null when there is none.</summary>
    public static (int Pid, long StartTimeTicks)? Find(string specPath)
    {
        // Zeros follow where the shim has shortened its command line.
        var shown = Encoding.UTF8.GetBytes($"\0run\0{specPath}\0");
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), out var pid) || PidFd.StartTimeTicks(pid) is not { } ticks) continue;
            if (CommandLine(process) is { } line && line.AsSpan().IndexOf(shown) >= 0) return (pid, ticks);
        }

        return null;
    }

    /// <summary>The specifications below a directory that processes of this machine run, by one look at all of them.</summary>
    public static HashSet<string> SpecsBelow(string directory)
    {
        const string verb = "\0run\0";
        var shown = Encoding.UTF8.GetBytes($"{verb}{directory}/");
        HashSet<string> specs = new(StringComparer.Ordinal);
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            if (CommandLine(process) is not { } line || line.AsSpan().IndexOf(shown) is not (>= 0 and var at)) continue;
            var path = line.AsSpan(at + verb.Length);
            specs.Add(Encoding.UTF8.GetString(path[..(path.IndexOf((byte)0) is >= 0 and var end ? end : path.Length)]));
        }
        return specs;
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

    /// <summary>Ends the spare shim.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Put(null);
    }

    // Tests change the shims' environment between starts; a spare shim has the one of its own start.
    private bool HasDefaultEnvironment => environment is null or { Count: 0 };

    private void Put(Process? process)
    {
        var former = Interlocked.Exchange(ref _spare, process);
        // Disposed meanwhile, so the last spare must end, too.
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

    // A new shim that has already ended is noticed by its silence.
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
