using System.Diagnostics;

namespace Panel.Tests.Shared;

/// <summary>Runs a program of the machine to its end.</summary>
public static class Command
{
    /// <summary>Runs it and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its command line and what it said.</exception>
    public static async Task<string> OutputAsync(string program, string[] arguments, CancellationToken cancellationToken = default)
    {
        var (code, output, error) = await TryAsync(program, arguments, cancellationToken);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {error}");
    }

    /// <summary>Runs it and returns its exit code and output.</summary>
    public static async Task<(int Code, string Output, string Error)> TryAsync(string program, string[] arguments, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        // The process closes only streams that nobody has asked it for.
        using var outputStream = process.StandardOutput;
        using var errorStream = process.StandardError;
        var output = outputStream.ReadToEndAsync(cancellationToken);
        var error = errorStream.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
