using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>A test of a program that people use with Docker: each kind of Docker's own command line, and programs that exchange files with
/// it.</summary>
public abstract class ClientTest(ApiPanel panel) : ApiTest(panel)
{
    private string? _folder;

    /// <summary>The command lines.</summary>
    public static TheoryData<string> Clients => DockerCli.Kinds;

    /// <summary>The test's folder, created on first use.</summary>
    protected string Folder => _folder ??= Directory.CreateTempSubdirectory("panel-client-").FullName;

    /// <summary>Options before every command.</summary>
    protected virtual string[] Options => [];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a command, which must succeed, and returns its output.</summary>
    protected Task<string> DockerAsync(string client, params string[] arguments) => DockerCli.RunAsync(Panel, client, [.. Options, .. arguments]);

    /// <summary>Runs a command, which must fail, and returns its output.</summary>
    protected async Task<string> RefusedAsync(string client, params string[] arguments)
    {
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, [.. Options, .. arguments]);
        Assert.NotEqual(0, code);
        return output + error;
    }
}
