using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Components.Formatting;
using Panel.Web.Components.Shared;
using Panel.Web.Features.Containers;
using Panel.Web.Operations;

namespace Panel.Web.Features.Files;

/// <summary>Transfers files between containers and a browser, without buffering them in the pages' memory.</summary>
public static class FileEndpoints
{
    /// <summary>The largest editable text, in bytes.</summary>
    public const int MostText = 1 << 20;

    private const string Route = "/containers/{id}/files/content";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Maps the endpoints.</summary>
    public static void MapPanelFiles(this WebApplication app)
    {
        app.MapGet(Route, DownloadAsync).RequireAuthorization(PanelPolicies.Operator);
        app.MapPut(Route, UploadAsync).RequireAuthorization(PanelPolicies.Operator).WithMetadata(new EndsWithSession());
    }

    /// <summary>Address of a file, or of a folder as a tar.</summary>
    public static string Address(string id, string path, bool asTar = false) => $"/containers/{id}/files/content?{FileText.Parameter(path)}{(asTar ? "&tar=true" : "")}";

    // With text=true only editable files are sent; with tar=true a path and everything below it.
    private static Task DownloadAsync(HttpContext context, string id, string? path, string? raw, bool? tar, bool? text, IContainerEngine engine, ILoggerFactory loggers) =>
        AnswerAsync(context, loggers, async cancellation =>
        {
            var wanted = FileText.Path(path, raw);
            var container = (await engine.Containers.InspectAsync(id, cancellation)).Summary;
            if (tar != true)
            {
                await using var file = await engine.Containers.OpenFileAsync(container.Id, wanted, cancellation);
                await (text == true ? SendTextAsync(context, file, cancellation) : SendAsync(context, file, cancellation));
                return;
            }

            // Opens the file before the head is sent: a later failure can only cut off the answer.
            var stat = await engine.Containers.StatFileAsync(container.Id, wanted, cancellation);
            Attach(context, "application/x-tar", (stat.Name == "/" ? container.Name : stat.Name) + ".tar");
            // Names in a tar of the whole container begin with a dot, because people unpack it where they are.
            await engine.Containers.CopyOutAsync(container.Id, wanted == "/" ? "/." : wanted, context.Response.Body, cancellation);
        });

    private static Task UploadAsync(HttpContext context, string id, string? path, string? raw, bool? replace, IContainerEngine engine, ILoggerFactory loggers) =>
        AnswerAsync(context, loggers, async cancellation =>
        {
            // A script of another site also sends the session's cookie, but it cannot hide its origin.
            if (context.Request.Headers.Origin.Count == 0 || !OriginCheck.IsOurs(context.Request))
                throw new NotPermittedException("This address takes files from the panel's own pages only (header Origin).");
            if (context.Request.ContentLength is not { } length) throw new InvalidInputException("The length of the file is missing (header Content-Length).");
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
            var wanted = FileText.Path(path, raw);
            var container = (await engine.Containers.InspectAsync(id, cancellation)).Summary;
            var expected = context.Request.GetTypedHeaders().IfMatch.Select(tag => tag.Tag.Value?.Trim('"')).FirstOrDefault();
            var how = new FileWrite { Replace = replace == true || expected is not null, ExpectedVersion = expected };
            using var size = new AuditNote(Format.Bytes(length));
            var written = await engine.Containers.WriteFileAsync(container.Id, wanted, context.Request.Body, how, cancellation);
            context.Response.Headers.ETag = $"\"{written.Version}\"";
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });

    private static async Task SendAsync(HttpContext context, ContainerFile file, CancellationToken cancellationToken)
    {
        Attach(context, "application/octet-stream", file.Stat.Name);
        context.Response.ContentLength = file.Stat.SizeBytes;
        await file.Content.CopyToAsync(context.Response.Body, cancellationToken);
    }

    private static async Task SendTextAsync(HttpContext context, ContainerFile file, CancellationToken cancellationToken)
    {
        if (file.Stat.SizeBytes > MostText) throw new InvalidInputException("The file is larger than 1 MiB; download it, change it and upload it.");
        var content = new byte[file.Stat.SizeBytes];
        var length = await file.Content.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
        if (!IsText(content.AsSpan(0, length))) throw new InvalidInputException("The file is not UTF-8 text; download it, change it and upload it.");
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ETag = $"\"{file.Stat.Version}\"";
        Guard(context);
        await context.Response.Body.WriteAsync(content.AsMemory(0, length), cancellationToken);
    }

    private static bool IsText(ReadOnlySpan<byte> content)
    {
        if (content.Contains((byte)0)) return false;
        try
        {
            _ = Strict.GetCharCount(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static void Attach(HttpContext context, string type, string name)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileText.Shown(name));
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = disposition.ToString();
        Guard(context);
    }

    // A browser must never run a container's file as a page of the panel.
    private static void Guard(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
    }

    private static async Task AnswerAsync(HttpContext context, ILoggerFactory loggers, Func<CancellationToken, Task> answer)
    {
        try
        {
            await answer(context.RequestAborted);
        }
        catch (EngineException error) when (!context.Response.HasStarted)
        {
            context.Response.Headers.Remove("Content-Disposition");
            context.Response.ContentLength = null;
            await ProblemAnswer.Of(error, loggers.CreateLogger("Panel.Files")).ExecuteAsync(context);
        }
    }
}
