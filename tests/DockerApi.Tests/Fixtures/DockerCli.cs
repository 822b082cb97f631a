using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>Docker's command lines of this machine: Debian's, which test.sh fetches, and one that is installed.</summary>
public static class DockerCli
{
    private const string Debian = "Debian's";
    private const string Installed = "the installed one";

    /// <summary>The kinds there may be.</summary>
    public static TheoryData<string> Kinds => [Debian, Installed];

    /// <summary>Runs it, and returns what it printed on both outputs.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(ApiPanel panel, string kind, params string[] arguments)
    {
        var (code, output, error) = await TryAsync(panel, kind, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} ended with {code}: {error}{output}");
    }

    /// <summary>Runs it, and tells how it ended.</summary>
    public static Task<(int Code, string Output, string Error)> TryAsync(ApiPanel panel, string kind, params string[] arguments) =>
        TryAsync(kind, ["--host", panel.DockerHost], arguments);

    /// <summary>Runs it with a connection of the caller's choice.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="connection">Its options that say how the panel is reached.</param>
    /// <param name="arguments">The rest.</param>
    public static Task<(int Code, string Output, string Error)> TryAsync(string kind, string[] connection, params string[] arguments) =>
        Command.TryAsync(Path(kind), [.. connection, .. arguments], TestContext.Current.CancellationToken);

    /// <summary>How a shell calls it.</summary>
    public static string CommandLine(ApiPanel panel, string kind) => CommandLine(kind, ["--host", panel.DockerHost]);

    /// <summary>The same with a connection of the caller's choice.</summary>
    public static string CommandLine(string kind, string[] connection) => $"{Path(kind)} {string.Join(' ', connection)}";

    private static string Path(string kind)
    {
        var path = kind == Debian
            ? Environment.GetEnvironmentVariable("PANEL_DOCKER_CLI") ?? System.IO.Path.Combine(Repository.Root, "artifacts/clients/docker")
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => folder + "/docker").FirstOrDefault(File.Exists);
        Assert.SkipUnless(File.Exists(path), kind == Debian ? "./test.sh fetches Debian's docker, or set PANEL_DOCKER_CLI." : "There is no docker on the PATH.");
        return path;
    }
}
