using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Containers;

/// <summary>Starts shims. A shim outlives the engine: it makes its own session and inherits no descriptor but three pipes (.NET opens everything close-on-exec).</summary>
internal sealed class ShimProcess(string shimPath, IReadOnlyDictionary<string, string>? environment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the container of the specification.</summary>
    /// <returns>What the shim answered: started or failed.</returns>
    public async Task<ShimMessage> RunAsync(string specPath, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(shimPath, ["run", specPath])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment.Clear();
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        using var process = Start(info);
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var channel = new ShimChannel(process.StandardOutput.BaseStream);
        try
        {
            return await channel.ReadAsync(limit.Token) ?? throw await SilentAsync(process, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It has not answered, so nothing is known to run: take it back. Its death takes the init along or the caller sweeps it.
            process.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineFailureException($"The shim did not answer within {Patience.TotalSeconds} s.", "start shim");
        }
    }

    private Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new EngineFailureException($"The shim {shimPath} cannot be started: {exception.Message}.", "start shim", exception.NativeErrorCode, exception);
        }
    }

    private static async Task<EngineFailureException> SilentAsync(Process process, CancellationToken cancellationToken)
    {
        var text = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new EngineFailureException($"The shim ended with code {process.ExitCode} without an answer. {text.Trim()}", "start shim");
    }
}
