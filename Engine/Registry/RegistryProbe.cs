using System.Net;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Tests the connection to a registry (OCI distribution specification, "Determining Support": <c>GET /v2/</c>).</summary>
internal static class RegistryProbe
{
    private const string What = "Its API";

    /// <summary>Asks once; a person waits for the answer and can ask again.</summary>
    public static async Task<RegistryCheck> RunAsync(RegistrySession session, CancellationToken cancellationToken)
    {
        try
        {
            var uri = await session.AddressAsync("/v2/", cancellationToken);
            using var answer = await session.AskAsync(address => new HttpRequestMessage(HttpMethod.Get, address), uri, [], What, cancellationToken);
            return await JudgeAsync(session, answer, cancellationToken);
        }
        catch (EngineFailureException error) when (error.Operation == RegistryWire.TlsOperation)
        {
            return new(RegistryCheckOutcome.NotTrusted, error.Message);
        }
        catch (NotPermittedException error)
        {
            // Docker Hub is turned off, the password was withheld from a foreign host, or the account is refused.
            return session.Host.Length == 0 ? new(RegistryCheckOutcome.Unreachable, error.Message)
                : session.HeldBack ? new(RegistryCheckOutcome.AccountRefused, error.Message)
                : Denied(session);
        }
        catch (EngineFailureException error)
        {
            return new(RegistryCheckOutcome.Unreachable, error.Message);
        }
        catch (TransientRegistryException error)
        {
            return new(RegistryCheckOutcome.Unreachable, $"The registry {error.Message}");
        }
    }

    private static async Task<RegistryCheck> JudgeAsync(RegistrySession session, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = answer.StatusCode;
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) return Denied(session);
        if (status == HttpStatusCode.NotFound || answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "text/html")
            return new(RegistryCheckOutcome.NoRegistry, $"Something answers at {session.Host}, but it is not a registry: it has no /v2/.");
        if (!answer.IsSuccessStatusCode) return new(RegistryCheckOutcome.Unreachable, RegistryText.Of(await session.FaultAsync(answer, What, cancellationToken)));
        return session.SignedIn && session.WasAsked
            ? new(RegistryCheckOutcome.SignedIn, $"{session.Host} answers and accepts the account.")
            : new(RegistryCheckOutcome.Open, $"{session.Host} answers{(session.SignedIn ? " and did not ask for the account" : " without an account")}.");
    }

    private static RegistryCheck Denied(RegistrySession session) => session.SignedIn
        ? new(RegistryCheckOutcome.AccountRefused, $"{session.Host} answers, but does not accept this user name and password.")
        : new(RegistryCheckOutcome.AccountNeeded, $"{session.Host} answers, but asks for an account.");
}
