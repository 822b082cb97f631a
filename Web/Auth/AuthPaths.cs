namespace Panel.Web.Auth;

/// <summary>Addresses that have to do with signing in.</summary>
public static class AuthPaths
{
    /// <summary>Makes the first administrator.</summary>
    public const string Setup = "/setup";

    /// <summary>Sign-in page.</summary>
    public const string SignIn = "/signin";

    /// <summary>Ends the session (POST).</summary>
    public const string SignOut = "/signout";

    /// <summary>Says that the role is not enough.</summary>
    public const string Denied = "/denied";

    /// <summary>Whether it is an address of sockets: circuits or hubs.</summary>
    public static bool IsSocket(PathString path) => path.StartsWithSegments("/_blazor") || path.StartsWithSegments("/hubs");

    /// <summary>Whether the request asks for a WebSocket, in HTTP/1.1 or HTTP/2.</summary>
    public static bool IsUpgrade(this HttpRequest request) => request.HttpContext.WebSockets.IsWebSocketRequest
        || request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    /// <summary>The address if it lies in this panel, else the start page: nobody is led away by a crafted link.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', not ('/' or '\\'), ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";
}
