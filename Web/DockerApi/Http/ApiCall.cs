using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>One call of an operation, in the words that handlers need.</summary>
/// <param name="http">The request.</param>
/// <param name="version">Version of the API that the client speaks.</param>
/// <param name="values">Values in the path.</param>
/// <param name="services">The call's scope; its actor is the peer of the socket.</param>
/// <param name="ended">Cancelled when the client has gone or the panel stops.</param>
internal sealed class ApiCall(HttpContext http, ApiVersion version, IReadOnlyDictionary<string, string> values, IServiceProvider services, CancellationToken ended)
{
    private static readonly string[] NoWords = ["", "0", "no", "false", "none"];

    public HttpContext Http => http;

    public ApiVersion Version => version;

    public CancellationToken Ended => ended;

    public IContainerEngine Engine => Service<IContainerEngine>();

    /// <summary>Takes the connection over; for operations that do so.</summary>
    public IHijack Hijack => http.Features.GetRequiredFeature<IHijack>();

    public T Service<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A value in the path.</summary>
    public string Value(string name) => values[name];

    /// <summary>A value of the query; null when it is absent or empty.</summary>
    public string? Query(string name) => http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>Docker's yes and no: empty, 0, no, false and none are no, anything else is yes.</summary>
    public bool Flag(string name, bool absent = false) =>
        http.Request.Query.TryGetValue(name, out var given) ? !NoWords.Contains(given.ToString().Trim().ToLowerInvariant()) : absent;

    /// <summary>A whole number of the query.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public int? Number(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiException.Bad($"The parameter {name} is '{text}', but must be a whole number.");

    /// <summary>The filters of the query.</summary>
    /// <param name="known">The filters that the operation has; another one is refused.</param>
    public QueryFilters Filters(params ReadOnlySpan<string> known) => QueryFilters.Parse(Query("filters"), known);

    /// <summary>The body, parsed once: what is checked is what is done.</summary>
    public Task<T> BodyAsync<T>(JsonTypeInfo<T> type) where T : class => JsonBody.ReadAsync(http.Request, type, ended);

    /// <summary>The same where there need be none.</summary>
    public Task<T?> OptionalBodyAsync<T>(JsonTypeInfo<T> type) where T : class => JsonBody.ReadOptionalAsync(http.Request, type, ended);

    public Task JsonAsync<T>(T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => JsonAnswer.WriteAsync(http.Response, answer, type, status, ended);

    /// <summary>An answer without a body.</summary>
    public Task EmptyAsync(int status = StatusCodes.Status204NoContent)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
