using System.Globalization;

namespace Panel.Web.DockerApi.Routing;

/// <summary>A version of the Docker Engine API.</summary>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>The oldest supported version, as in Docker Engine 28.</summary>
    public static readonly ApiVersion Minimum = new(1, 24);

    /// <summary>The version that this API follows, and the default for clients that name none.</summary>
    public static readonly ApiVersion Newest = new(1, 51);

    public static bool operator <(ApiVersion left, ApiVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ApiVersion left, ApiVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ApiVersion left, ApiVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ApiVersion left, ApiVersion right) => left.CompareTo(right) >= 0;

    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => $"{Major}.{Minor}";

    /// <summary>Removes <c>/v1.41</c> from the front of a path; a path without it means the newest version.</summary>
    /// <exception cref="ApiException">The version is too old or too new; the message is Docker's, which clients show unchanged.</exception>
    public static (ApiVersion Version, string Path) Split(string path)
    {
        var end = path.Length > 2 && path.StartsWith("/v", StringComparison.Ordinal) ? path.IndexOf('/', 1) : -1;
        if (end < 0 || !TryParse(path.AsSpan(2, end - 2), out var version)) return (Newest, path);
        if (version < Minimum)
            throw new ApiException(StatusCodes.Status400BadRequest, $"client version {version} is too old. Minimum supported API version is {Minimum}, please upgrade your client to a newer version");
        if (version > Newest)
            throw new ApiException(StatusCodes.Status400BadRequest, $"client version {version} is too new. Maximum supported API version is {Newest}");
        return (version, path[end..]);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out ApiVersion version)
    {
        var dot = text.IndexOf('.');
        version = default;
        if (dot < 0
            || !int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)) return false;
        version = new(major, minor);
        return true;
    }
}
