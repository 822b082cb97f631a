using System.Text.RegularExpressions;

namespace Panel.Web.DockerApi.Routing;

/// <summary>What Docker answers before it looks for an operation (its router's clean paths, and <c>OPTIONS</c> of any path).</summary>
internal static partial class PathAnswers
{
    /// <summary>Answers <c>OPTIONS</c> with 200, and a path with doubled slashes by sending the client to the clean one.</summary>
    /// <returns>Whether it is answered.</returns>
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
