using System.Threading.Channels;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Images;

/// <summary>Streams progress as the answer. A failure before the first line is an error with its status; a later one is a line of its
/// own.</summary>
internal static class TransferAnswer
{
    private const int ManyWaiting = 256;

    /// <param name="call">The call.</param>
    /// <param name="work">Does the work and returns the last lines.</param>
    /// <param name="line">Converts a record to Docker's words; null omits it.</param>
    public static async Task RunAsync(ApiCall call, Func<IProgress<TransferProgress>, CancellationToken, Task<IReadOnlyList<Progress>>> work, Func<TransferProgress, Progress?> line)
    {
        // Cancelled when the answer can no longer be written, because nobody waits for the work then.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(call.Ended);
        var lines = Channel.CreateUnbounded<Progress>();
        var running = WorkAsync(lines, work, line, gone.Token);
        try
        {
            if (!await lines.Reader.WaitToReadAsync(call.Ended)) await running;
            await JsonAnswer.StreamAsync(call.Http.Response, Told(call, lines.Reader, running), DockerJson.Answers.Progress, call.Ended);
        }
        finally
        {
            await gone.CancelAsync();
            await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task WorkAsync(
        Channel<Progress> lines, Func<IProgress<TransferProgress>, CancellationToken, Task<IReadOnlyList<Progress>>> work, Func<TransferProgress, Progress?> line, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var last in await work(new Writer(lines, line), cancellationToken)) lines.Writer.TryWrite(last);
        }
        finally
        {
            lines.Writer.Complete();
        }
    }

    private static async IAsyncEnumerable<Progress> Told(ApiCall call, ChannelReader<Progress> lines, Task running)
    {
        await foreach (var line in lines.ReadAllAsync(CancellationToken.None)) yield return line;
        var fault = await FaultAsync(running);
        if (fault is not null) yield return Progress.Fault(Describe(call, fault));
    }

    private static string Describe(ApiCall call, Exception fault)
    {
        if (Sentence.IsForClients(fault)) return Sentence.Of(fault);
        DockerApiLog.Failed(call.Service<ILogger<ApiDispatcher>>(), call.Http.Request.Method, call.Http.Request.Path.Value ?? "", fault);
        return Sentence.Unexpected;
    }

    private static async Task<Exception?> FaultAsync(Task running)
    {
        try
        {
            await running;
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return error;
        }
    }

    /// <summary>Steps are never dropped; byte counts are, while many lines wait for a slow client.</summary>
    private sealed class Writer(Channel<Progress> lines, Func<TransferProgress, Progress?> line) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            if (value.Stage.CountsBytes() && lines.Reader.Count > ManyWaiting) return;
            if (line(value) is { } told) lines.Writer.TryWrite(told);
        }
    }
}
