using System.Net;
using System.Text.Json;
using Panel.Engine.Contract;

namespace Panel.Engine.Native.Registries;

/// <summary>A failure that may not happen again in another attempt.</summary>
internal sealed class TransientRegistryException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the registry asks to wait; null when it does not say.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether it answered "too many requests" (429).</summary>
    public bool IsTooOften { get; init; }
}

/// <summary>Explains a registry's error. The message contains nothing that was sent.</summary>
internal sealed class RegistryFault(RegistryWire wire, RegistryCredentials credentials, TimeProvider time)
{
    private const int MostText = 300;
    private const int MostBytes = 16 * 1024;

    /// <summary>The message of an error from <see cref="OfAsync"/>.</summary>
    public static string Text(Exception fault) => fault switch
    {
        TransientRegistryException transient => transient.Message,
        EngineException told => told.Message,
        _ => Linux.Kernel.Cause.Of(fault),
    };

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
            var status => new EngineFailureException($"The registry {host} refused {Within(what)} with status {(int)status}{said}.", "registry"),
        };
    }

    public NotPermittedException Denied(string host, string what, string said = "") => new(credentials.SignedIn
        ? $"The registry {host} does not give this account {Within(what)}{said}: unauthorized."
        : $"The registry {host} does not give {Within(what)} without an account, or does not have it{said}; log in first (docker login {host}).");

    /// <summary>Foreign text, on one line and with limited length.</summary>
    public static string Shown(string? text, int most = 100)
    {
        var line = new string([.. (text ?? "").Take(most + 1).Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
        return line.Length <= most ? line : line[..most] + "…";
    }

    /// <summary>Converts the beginning of a sentence for use inside one.</summary>
    public static string Within(string what) => what.Contains(' ') ? char.ToLowerInvariant(what[0]) + what[1..] : what;

    // Shows a registry's own words, unless they contain a secret.
    private string Said(ReadOnlyMemory<byte> body)
    {
        try
        {
            var errors = body.IsEmpty ? null : JsonSerializer.Deserialize(body.Span, RegistryJson.Default.ErrorAnswer)?.Errors;
            var text = string.Join("; ", (errors ?? []).Select(error => error?.Message ?? error?.Code).OfType<string>());
            if (credentials.IsTold(text)) return "";
            text = Shown(text, MostText).TrimEnd('.');
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
