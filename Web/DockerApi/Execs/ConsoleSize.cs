using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Execs;

/// <summary>Reads the size of a terminal from a request.</summary>
internal static class ConsoleSize
{
    /// <summary>Rows and columns; neither without a terminal or when one is missing. Like Docker, it ignores further numbers.</summary>
    /// <exception cref="ApiException">One is negative.</exception>
    public static (int? Rows, int? Columns) Read(IReadOnlyList<int?>? size, bool tty)
    {
        if (size?.Any(number => number < 0) is true) throw ApiException.Bad("The ConsoleSize must be two numbers, rows and columns, and not negative.");
        return tty && size is [> 0 and var rows, > 0 and var columns, ..] ? (rows, columns) : (null, null);
    }
}
