namespace Panel.Web.Auth;

/// <summary>Addresses for signing in and out.</summary>
public static class AuthPaths
{
    /// <summary>Creates the first administrator.</summary>
    public const string Setup = "/setup";

    /// <summary>Sign-in page.</summary>
    public const string SignIn = "/signin";

    /// <summary>Ends the session (POST).</summary>
    public const string SignOut = "/signout";

    /// <summary>Says that the role does not allow the page.</summary>
    public const string Denied = "/denied";

    /// <summary>Whether the address serves sockets: circuits or hubs.</summary>
    public static bool IsSocket(PathString path) => path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/hubs");

    /// <summary>Whether the request asks for a WebSocket, in HTTP/1.1 or HTTP/2.</summary>
    public static bool IsUpgrade(this HttpRequest request) => request.HttpContext.WebSockets.IsWebSocketRequest
        || request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    /// <summary>Returns the address if it lies in this panel, else the start page, so that a crafted link cannot lead anybody to another
    /// site.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', not ('/' or '\\'), ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";
}
