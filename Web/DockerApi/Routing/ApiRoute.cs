using Panel.Web.DockerApi.Http;

namespace Panel.Web.DockerApi.Routing;

/// <summary>How well the panel serves an operation.</summary>
internal enum Coverage
{
    /// <summary>It works.</summary>
    Implemented,

    /// <summary>It is refused, because the panel has no swarm and no plugins.</summary>
    Refused,

    /// <summary>It answers 501 until the panel has it.</summary>
    Missing,
}

/// <summary>An operation of the API.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Template">The path in the form of the API's description, such as <c>/containers/{id}/json</c>.</param>
/// <param name="Handler">Answers the call.</param>
/// <param name="Coverage">How well it is served.</param>
/// <param name="Hijacks">Whether it takes over the connection.</param>
internal sealed record ApiRoute(string Method, string Template, Func<ApiCall, Task> Handler, Coverage Coverage = Coverage.Implemented, bool Hijacks = false)
{
    /// <summary>The lowest role that may call it. A change also passes the gate, with a role of its own (ADR 0010).</summary>
    public PanelRole Role { get; init; } = Method is "GET" or "HEAD" ? PanelRole.Viewer : PanelRole.Operator;

    private readonly string[] _parts = Template.Split('/');

    /// <summary>The values of the template's names, or null when the path does not match. A <c>{name}</c> may contain slashes, as image
    /// names do.</summary>
    public IReadOnlyDictionary<string, string>? Match(string method, string path)
    {
        if (method != Method) return null;
        var given = path.Split('/');
        var extra = given.Length - _parts.Length;
        if (extra < 0 || (extra > 0 && !_parts.Contains("{name}"))) return null;
        Dictionary<string, string> values = [];
        for (int own = 0, theirs = 0; own < _parts.Length; own++)
        {
            if (!_parts[own].StartsWith('{'))
            {
                if (_parts[own] != given[theirs++]) return null;
                continue;
            }

            var take = _parts[own] == "{name}" ? extra + 1 : 1;
            var value = string.Join('/', given, theirs, take);
            if (value.Length == 0) return null;
            values[_parts[own][1..^1]] = value;
            theirs += take;
        }

        return values;
    }
}
