using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Panel.Engine.Contract;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Http;

/// <summary>One call of an operation, in the form that handlers need.</summary>
/// <param name="http">The request.</param>
/// <param name="version">The client's version of the API.</param>
/// <param name="values">Values from the path.</param>
/// <param name="services">The call's scope; its actor is the socket's peer.</param>
/// <param name="ended">Cancelled when the client has left or the panel stops.</param>
internal sealed class ApiCall(HttpContext http, ApiVersion version, IReadOnlyDictionary<string, string> values, IServiceProvider services, CancellationToken ended)
{
    private static readonly string[] NoWords = ["", "0", "no", "false", "none"];

    public HttpContext Http => http;

    public ApiVersion Version => version;

    public CancellationToken Ended => ended;

    public IContainerEngine Engine => Service<IContainerEngine>();

    /// <summary>Takes over the connection, in operations that do so.</summary>
    public IHijack Hijack => http.Features.GetRequiredFeature<IHijack>();

    /// <summary>The body of a request that carries a file.</summary>
    public Stream FileBody => new FileBody(http.Request);

    public T Service<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A value from the path.</summary>
    public string Value(string name) => values[name];

    /// <summary>A value from the query; null when it is absent or empty.</summary>
    public string? Query(string name) => http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A boolean as Docker reads it: empty, 0, no, false and none are false, anything else is true.</summary>
    public bool Flag(string name, bool absent = false) =>
        http.Request.Query.TryGetValue(name, out var given) ? !NoWords.Contains(given.ToString().Trim().ToLowerInvariant()) : absent;

    /// <summary>A whole number from the query.</summary>
    /// <exception cref="ApiException">The value is not a number.</exception>
    public int? Number(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiException.Bad($"The parameter {name} is '{text}', but must be a whole number.");

    /// <summary>A whole number of the query that may be larger than 32 bits.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public long? LongNumber(string name) => Query(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiException.Bad($"The parameter {name} is '{text}', but must be a whole number.");

    /// <summary>The filters in the query.</summary>
    /// <param name="known">The operation's filters; any other one is refused.</param>
    public QueryFilters Filters(params ReadOnlySpan<string> known) => QueryFilters.Parse(Query("filters"), known);

    /// <summary>The body, parsed once, so that what is checked is also what is used.</summary>
    public Task<T> BodyAsync<T>(JsonTypeInfo<T> type) where T : class => JsonBody.ReadAsync(http.Request, type, ended);

    /// <summary>The same for an optional body.</summary>
    public Task<T?> OptionalBodyAsync<T>(JsonTypeInfo<T> type) where T : class => JsonBody.ReadOptionalAsync(http.Request, type, ended);

    public Task JsonAsync<T>(T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => JsonAnswer.WriteAsync(http.Response, answer, type, status, ended);

    /// <summary>Answers without a body.</summary>
    public Task EmptyAsync(int status = StatusCodes.Status204NoContent)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
