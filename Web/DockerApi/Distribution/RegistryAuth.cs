using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Distribution;

/// <summary>The registry account that a client sends with a request.</summary>
internal static class RegistryAuth
{
    private const string HeaderName = "X-Registry-Auth";

    /// <summary>The account in the client's header; without a header, anonymous access.</summary>
    /// <exception cref="ApiException">The header cannot be read.</exception>
    public static RegistryAccess Access(ApiCall call) => Header(call) ?? RegistryAccess.Anonymous;

    /// <summary>The account in a body or header.</summary>
    public static RegistryAccess Of(AuthConfig given)
    {
        var (user, password) = (given.UserName, given.Password);
        if (string.IsNullOrEmpty(user) && !string.IsNullOrEmpty(given.Auth))
        {
            var pair = Encoding.UTF8.GetString(Decode(given.Auth)).Split(':', 2);
            if (pair.Length == 2) (user, password) = (pair[0], pair[1]);
        }
        return new() { UserName = user, Password = password, IdentityToken = given.IdentityToken, RegistryToken = given.RegistryToken };
    }

    private static RegistryAccess? Header(ApiCall call)
    {
        if (call.Http.Request.Headers[HeaderName] is not [{ Length: > 0 } text, ..]) return null;
        try
        {
            return JsonSerializer.Deserialize(Decode(text), DockerJson.Answers.AuthConfig) is { } given ? Of(given) : null;
        }
        catch (JsonException)
        {
            throw ApiException.Bad($"{HeaderName} must be base64url of JSON such as {{\"username\":\"…\",\"password\":\"…\"}}.");
        }
    }

    // Clients use both alphabets, with and without padding.
    private static byte[] Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text.TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            throw ApiException.Bad($"{HeaderName} and auth must be base64.");
        }
    }
}
