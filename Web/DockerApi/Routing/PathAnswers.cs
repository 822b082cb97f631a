using System.Text.RegularExpressions;

namespace Panel.Web.DockerApi.Routing;

/// <summary>What Docker answers before it looks for an operation (its router cleans paths, and answers <c>OPTIONS</c> for any path).</summary>
internal static partial class PathAnswers
{
    /// <summary>Answers <c>OPTIONS</c> with 200, and redirects a path with doubled slashes to the clean one.</summary>
    /// <returns>Whether the request has been answered.</returns>
    public static bool TryAnswer(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var clean = Slashes().Replace(path, "/");
        if (clean != path)
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.Headers.Location = new PathString(clean).ToUriComponent() + http.Request.QueryString.ToUriComponent();
            return true;
        }

        return HttpMethods.IsOptions(http.Request.Method);
    }

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();
}
