using Panel.Web.DockerApi.Routing;

namespace Panel.Web.DockerApi.Execs;

/// <summary>Reads the size of a terminal from a request.</summary>
internal static class ConsoleSize
{
    /// <summary>Returns rows and columns; neither without a terminal, as in Docker.</summary>
    /// <exception cref="ApiException">The size is not two numbers.</exception>
    public static (int? Rows, int? Columns) Read(IReadOnlyList<int>? size, bool tty) => size switch
    {
        null or [0, 0] => (null, null),
        [var rows, var columns] => tty ? (rows, columns) : (null, null),
        _ => throw ApiException.Bad("The ConsoleSize must be two numbers, rows and columns."),
    };
}
