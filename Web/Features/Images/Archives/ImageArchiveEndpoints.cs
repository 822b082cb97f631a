using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Panel.Engine.Contract;
using Panel.Web.Auth;
using Panel.Web.Components.Shared;

namespace Panel.Web.Features.Images.Archives;

/// <summary>Transfers image archives to and from a browser, without buffering them in the pages' memory.</summary>
public static class ImageArchiveEndpoints
{
    /// <summary>The upload address.</summary>
    public const string Upload = "/images/upload";

    /// <summary>Maps the endpoints.</summary>
    public static void MapPanelImages(this WebApplication app)
    {
        app.MapGet("/images/download", DownloadAsync).RequireAuthorization(PanelPolicies.Operator);
        app.MapPost(Upload, UploadAsync).RequireAuthorization(PanelPolicies.Operator).WithMetadata(new EndsWithSession());
    }

    /// <summary>The address of an archive of one image.</summary>
    public static string DownloadAddress(string reference) => $"/images/download?name={Uri.EscapeDataString(reference)}";

    private static async Task DownloadAsync(HttpContext context, IContainerEngine engine, ILoggerFactory loggers)
    {
        var names = context.Request.Query["name"].OfType<string>().ToList();
        try
        {
            // Looks up the image before the head is sent: a later failure can only cut off the answer.
            foreach (var name in names) await engine.Images.InspectAsync(name, context.RequestAborted);
            var file = new string([.. names.DefaultIfEmpty("images").First().Split('/')[^1].Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);
            context.Response.ContentType = "application/x-tar";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}.tar\"";
            await engine.Images.SaveAsync(names, context.Response.Body, context.RequestAborted);
        }
        catch (EngineException error) when (!context.Response.HasStarted)
        {
            await Refusal(error, loggers).ExecuteAsync(context);
        }
    }

    private static async Task<ContentHttpResult> UploadAsync(HttpContext context, IContainerEngine engine, ILoggerFactory loggers)
    {
        // A form of another site also sends the session's cookie, but it cannot hide its origin.
        if (context.Request.Headers.Origin.Count == 0 || !OriginCheck.IsOurs(context.Request))
            return TypedResults.Text("This address takes archives from the panel's own pages only (header Origin).", statusCode: StatusCodes.Status403Forbidden);
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        try
        {
            var loaded = await engine.Images.LoadAsync(context.Request.Body, null, context.RequestAborted);
            return TypedResults.Text("Loaded " + string.Join(", ", loaded.SelectMany(image => image.Names.DefaultIfEmpty(image.Id[..19]))) + ".");
        }
        catch (EngineException error)
        {
            return Refusal(error, loggers);
        }
    }

    private static ContentHttpResult Refusal(EngineException error, ILoggerFactory loggers) => ProblemAnswer.Of(error, loggers.CreateLogger("Panel.Images"));
}
