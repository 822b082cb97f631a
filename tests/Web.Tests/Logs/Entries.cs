using System.Runtime.CompilerServices;
using System.Text;
using Panel.Engine.Contract;

namespace Panel.Web.Tests.Logs;

/// <summary>Log entries for tests.</summary>
internal static class Entries
{
    public static LogEntry Of(string text, long time = 1_000, LogStream stream = LogStream.Stdout, bool partial = false) =>
        Of(Encoding.UTF8.GetBytes(text), time, stream, partial);

    public static LogEntry Of(byte[] content, long time = 1_000, LogStream stream = LogStream.Stdout, bool partial = false) => new(time, stream, partial, content);

    public static async IAsyncEnumerable<LogEntry> Async(IEnumerable<LogEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }
}
