using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;
using Panel.Web.DockerApi.Routing;
using Panel.Web.Features.Registries;

namespace Panel.Web.DockerApi.Distribution;

/// <summary><c>POST /auth</c>: whether a registry accepts an account. The client stores the account; the panel does not.</summary>
internal static class Login
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var given = await call.BodyAsync(DockerJson.Answers.AuthConfig);
        var registry = given.ServerAddress is { Length: > 0 } address ? address : "docker.io";
        try
        {
            await call.Engine.Registries.LoginAsync(registry, RegistryAuth.Of(given), call.Ended);
        }
        catch (NotPermittedException refusal)
        {
            throw new ApiException(StatusCodes.Status401Unauthorized, refusal.Message, refusal);
        }

        await call.JsonAsync(new AuthResponse("Login Succeeded", ""), DockerJson.Answers.AuthResponse);
    }
}
