using System.Net;
using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Registries;

/// <summary>A failure that another attempt may not have.</summary>
internal sealed class TransientRegistryException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the registry asks to wait; null when it does not say.</summary>
    public TimeSpan? Wait { get; init; }
}

/// <summary>What a registry's refusal means. Nothing that was sent is part of a sentence.</summary>
internal static class RegistryFault
{
    private const int MostText = 300;

    /// <summary>The error of an answer that is no success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="what">What was asked for, as the sentence's subject, such as <c>team/app:1</c>.</param>
    /// <param name="signedIn">Whether an account was given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<Exception> OfAsync(HttpResponseMessage answer, string what, bool signedIn, CancellationToken cancellationToken)
    {
        var host = answer.RequestMessage?.RequestUri?.Authority ?? "the registry";
        var said = await SaidAsync(answer, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Denied(host, what, signedIn, said),
            HttpStatusCode.NotFound => new ObjectNotFoundException($"{what} is not in the registry {host}{said}."),
            HttpStatusCode.TooManyRequests => new TransientRegistryException($"The registry {host} answers that it was asked too often (429){said}.") { Wait = answer.Headers.RetryAfter?.Delta },
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => new TransientRegistryException($"The registry {host} failed with status {(int)answer.StatusCode}{said}."),
            var status => new EngineFailureException($"The registry {host} refused {what} with status {(int)status}{said}.", "registry"),
        };
    }

    public static NotPermittedException Denied(string host, string what, bool signedIn, string said = "") => new(signedIn
        ? $"The registry {host} does not let this account have {what}{said}: unauthorized."
        : $"The registry {host} does not give {what} without an account, or does not have it{said}; log in first (docker login {host}).");

    // A registry's own words are shown, on one line and not without end.
    private static async Task<string> SaidAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[16 * 1024];
            var count = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            var errors = JsonSerializer.Deserialize(bytes.AsSpan(0, count), RegistryJson.Default.ErrorAnswer)?.Errors;
            var text = string.Join("; ", (errors ?? []).Select(error => error.Message ?? error.Code).OfType<string>());
            text = new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter).Take(MostText)]).Trim().TrimEnd('.');
            return text.Length == 0 ? "" : $" ({text})";
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            // Many servers and all proxies send a page instead; the status says enough.
            return "";
        }
    }
}
