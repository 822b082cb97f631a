using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>The format of output: raw from a terminal, else in frames that distinguish standard output from standard error.</summary>
internal static class StreamFormat
{
    public const string Raw = "application/vnd.docker.raw-stream";
    public const string Multiplexed = "application/vnd.docker.multiplexed-stream";

    private static readonly ApiVersion WithMultiplexedName = new(1, 42);

    /// <summary>The content type for a container with or without a terminal; until 1.41 both had the same.</summary>
    public static string ContentType(ApiVersion version, bool tty) => tty || version < WithMultiplexedName ? Raw : Multiplexed;

    /// <summary>Sends the head of a stream, so that the client knows that the stream has begun.</summary>
    public static async Task BeginAsync(ApiCall call, bool tty)
    {
        call.Http.Response.ContentType = ContentType(call.Version, tty);
        await call.Http.Response.StartAsync(call.Ended);
        await call.Http.Response.Body.FlushAsync(call.Ended);
    }
}
