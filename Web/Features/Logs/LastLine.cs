using System.Text;
using Panel.Engine.Contract;
using Panel.Web.Hubs;

namespace Panel.Web.Features.Logs;

/// <summary>Reads the newest line of a container's log, for places that show one line.</summary>
internal static class LastLine
{
    private const int Longest = 300;

    /// <summary>The line without colours, at most 300 characters; null when there is none or the log cannot be read.</summary>
    public static async Task<string?> ReadAsync(IContainers containers, string id, CancellationToken cancellationToken)
    {
        string? last = null;
        try
        {
            await foreach (var entry in containers.ReadLogsAsync(id, new LogQuery { Tail = 1 }, cancellationToken))
                last = AnsiText.Strip(Encoding.UTF8.GetString(entry.Content.Span)).Trim();
        }
        catch (EngineException)
        {
            // The container was removed meanwhile, or its log driver keeps nothing.
        }

        return last?.Length > Longest ? last[..Longest] : last;
    }
}
