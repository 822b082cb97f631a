using System.Globalization;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/logs</c>.</summary>
internal static class ContainerLogs
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var query = Query(call);
        var container = await ContainerLookup.FindAsync(call);
        if (container.Spec.LogDriver == LogDrivers.None)
            throw ApiException.Lacking("configured logging driver does not support reading: this container keeps no log (driver none).");
        var entries = call.Engine.Containers.ReadLogsAsync(container.Summary.Id, query, call.Ended);
        await StreamFormat.BeginAsync(call, container.Spec.Tty);
        var writer = new LogWriter(call.Http.Response.Body, multiplexed: !container.Spec.Tty, call.Flag("timestamps"), call.Flag("details") ? LogDetails.Of(container) : "");
        await writer.WriteAsync(entries, call.Ended);
    }

    private static LogQuery Query(ApiCall call)
    {
        var (stdout, stderr) = (call.Flag("stdout"), call.Flag("stderr"));
        if (!stdout && !stderr) throw ApiException.Bad("Ask for stdout, stderr or both.");
        // 0 means "from the beginning" and "to the end". An entry at exactly the time of until is included.
        return new()
        {
            Follow = call.Flag("follow"),
            EndWithContainer = true,
            Stdout = stdout,
            Stderr = stderr,
            SinceUnixNanoseconds = NullIfZero(GoTime.Seconds("since", call.Query("since"))),
            UntilUnixNanoseconds = NullIfZero(GoTime.Seconds("until", call.Query("until"))) is { } until and < long.MaxValue ? until + 1 : null,
            TailEntries = Tail(call.Query("tail")),
        };
    }

    private static long? NullIfZero(long? time) => time is 0 ? null : time;

    // As in Docker, anything that is not a number of lines means all lines.
    private static int? Tail(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var lines) && lines >= 0 ? lines : null;
}
