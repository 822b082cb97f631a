using System.Net;

namespace Panel.Web.DockerApi.Tls;

internal static partial class TlsLog
{
    [LoggerMessage(1210, LogLevel.Information, "The Docker Engine API listens on {Address} for certificates of {Authority}")]
    public static partial void Listening(ILogger logger, string address, string authority);

    [LoggerMessage(1211, LogLevel.Warning, "The client at {Client} with the certificate '{Subject}' was refused: {Reason}")]
    public static partial void Refused(ILogger logger, EndPoint? client, string? subject, string reason);

    [LoggerMessage(1212, LogLevel.Warning, "The certificate {Path} expired on {Time:O}: clients will refuse it")]
    public static partial void Expired(ILogger logger, string path, DateTime time);
}
