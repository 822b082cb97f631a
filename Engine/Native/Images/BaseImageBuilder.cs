using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Images;

/// <summary>Builds the base images from this machine's own packages with the script <c>docker-bootstrap/images/build.sh</c>, and imports
/// them.</summary>
public sealed class BaseImageBuilder(IImages images, EnginePaths paths, string scriptPath)
{
    private const string ResultPrefix = "image ";
    private const string SearchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The names of the images that can be built.</summary>
    public static IReadOnlyList<string> Names { get; } = ["busybox", "debian"];

    /// <summary>Builds and imports an image; yields progress line by line and ends when the image is imported.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="cancellationToken">Ends the build; nothing is left behind.</param>
    /// <exception cref="InvalidInputException">There is no such base image.</exception>
    /// <exception cref="EngineFailureException">The build failed; the message has its last output.</exception>
    public async IAsyncEnumerable<string> BuildAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!Names.Contains(name)) throw new InvalidInputException($"There is no base image '{name}'; there are {string.Join(" and ", Names)}.", nameof(name));
        if (!File.Exists(scriptPath)) throw new EngineFailureException($"The script that builds base images is missing: {scriptPath}.", "build base image");
        Directory.CreateDirectory(paths.TemporaryRoot);
        var tar = $"{paths.TemporaryRoot}/base-{Guid.NewGuid():N}.tar";
        try
        {
            string? reference = null;
            await foreach (var line in RunAsync(name, tar, cancellationToken))
            {
                if (line.StartsWith(ResultPrefix, StringComparison.Ordinal)) reference = line[ResultPrefix.Length..];
                else yield return line;
            }
            if (reference is null) throw new EngineFailureException("The script that builds base images named no image.", "build base image");
            yield return $"importing {reference}";
            await using var stream = new FileStream(tar, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
            var image = await images.ImportAsync(stream, reference, ConfigurationOf(name), $"built from this machine's packages: {name}", cancellationToken);
            yield return $"imported {reference} ({image.Summary.SizeBytes / 1024 / 1024} MiB)";
        }
        finally
        {
            File.Delete(tar);
            File.Delete(tar + ".part");
        }
    }

    private async IAsyncEnumerable<string> RunAsync(string name, string tar, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Arguments are passed as a list: no shell interprets them.
        var start = new ProcessStartInfo("/bin/bash", [scriptPath, name, tar]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Start(start);
        process.StandardInput.Close();
        var lines = Channel.CreateBounded<string>(256);
        var pumps = Task.WhenAll(PumpAsync(process.StandardOutput, lines.Writer, cancellationToken), PumpAsync(process.StandardError, lines.Writer, cancellationToken));
        var completed = pumps.ContinueWith(done => lines.Writer.TryComplete(done.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var last = "";
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
            {
                if (!line.StartsWith(ResultPrefix, StringComparison.Ordinal)) last = line;
                yield return line;
            }
            await completed;
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            // The caller cancelled: the script's children must end, too.
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        if (process.ExitCode != 0)
            throw new EngineFailureException($"Building the base image {name} failed (exit code {process.ExitCode}): {last}", "build base image");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new EngineFailureException($"{start.FileName} cannot be started: {Cause.Of(error)}.", "build base image", error.NativeErrorCode, error);
        }
    }

    private static async Task PumpAsync(StreamReader from, ChannelWriter<string> to, CancellationToken cancellationToken)
    {
        while (await from.ReadLineAsync(cancellationToken) is { } line)
            if (line.Length > 0) await to.WriteAsync(line, cancellationToken);
    }

    private static ImageConfiguration ConfigurationOf(string name) => new()
    {
        Environment = [SearchPath],
        Command = name == "busybox" ? ["sh"] : ["bash"],
    };
}
