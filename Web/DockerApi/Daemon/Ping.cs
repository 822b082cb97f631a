using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Daemon;

/// <summary><c>/_ping</c>, from which clients learn the version before any other call.</summary>
internal static class Ping
{
    private static readonly byte[] Ok = "OK"u8.ToArray();

    public static async Task AnswerAsync(ApiCall call)
    {
        var response = call.Http.Response;
        response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        response.Headers.Pragma = "no-cache";
        response.Headers["Builder-Version"] = "1";
        response.Headers["Swarm"] = "inactive";
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = Ok.Length;
        if (call.Http.Request.Method != HttpMethods.Head) await response.Body.WriteAsync(Ok, call.Ended);
    }
}
