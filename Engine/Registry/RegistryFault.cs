using System.Net;
using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Engine.Registry;

/// <summary>Explains a registry's error. The message contains nothing that was sent.</summary>
internal sealed class RegistryFault(RegistryWire wire, RegistryCredentials credentials, TimeProvider time)
{
    private const int MostText = 300;
    private const int MostBytes = 16 * 1024;

    /// <summary>The error of an unsuccessful answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="what">The requested object, as the sentence's subject, such as <c>team/app:1</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Exception> OfAsync(HttpResponseMessage answer, string what, CancellationToken cancellationToken)
    {
        var host = answer.RequestMessage?.RequestUri?.Authority ?? "the registry";
        var said = Said(await wire.BeginningAsync(answer, MostBytes, cancellationToken));
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Denied(host, what, said),
            HttpStatusCode.NotFound => new ObjectNotFoundException($"{what} is not in the registry {host}{said}."),
            HttpStatusCode.TooManyRequests => new TransientRegistryException($"The registry {host} answers that it was asked too often (429){said}.") { Wait = WaitOf(answer), IsTooOften = true },
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => new TransientRegistryException($"The registry {host} failed with status {(int)answer.StatusCode}{said}.") { Wait = WaitOf(answer) },
            var status => new EngineFailureException($"The registry {host} refused {RegistryText.Within(what)} with status {(int)status}{said}.", "registry"),
        };
    }

    public NotPermittedException Denied(string host, string what, string said = "") => new(credentials.SignedIn
        ? $"The registry {host} does not give this account {RegistryText.Within(what)}{said}: unauthorized."
        : $"The registry {host} does not give {RegistryText.Within(what)} without an account, or does not have it{said}; log in first (docker login {host}).");

    // Shows a registry's own words, unless they contain a secret.
    private string Said(ReadOnlyMemory<byte> body)
    {
        try
        {
            var errors = body.IsEmpty ? null : JsonSerializer.Deserialize(body.Span, RegistryJson.Default.ErrorAnswer)?.Errors;
            var text = string.Join("; ", (errors ?? []).Select(error => error?.Message ?? error?.Code).OfType<string>());
            if (credentials.IsTold(text)) return "";
            text = RegistryText.Shown(text, MostText).TrimEnd('.');
            return text.Length == 0 ? "" : $" ({text})";
        }
        catch (JsonException)
        {
            // Many servers and all proxies send a page instead; the status is enough.
            return "";
        }
    }

    private TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow();
}
