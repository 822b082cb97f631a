using Panel.DockerApi.Tests.Fixtures;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>A test of a program that people use with Docker: Docker's own command line of each kind, and what goes between it and files.</summary>
public abstract class ClientTest(ApiPanel panel) : ApiTest(panel)
{
    private string? _folder;

    /// <summary>The command lines.</summary>
    public static TheoryData<string> Clients => DockerCli.Kinds;

    /// <summary>A folder of the test, made when it is asked for.</summary>
    protected string Folder => _folder ??= Directory.CreateTempSubdirectory("panel-client-").FullName;

    /// <summary>What goes before every command.</summary>
    protected virtual string[] Options => [];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What a command prints; it must succeed.</summary>
    protected Task<string> DockerAsync(string client, params string[] arguments) => DockerCli.RunAsync(Panel, client, [.. Options, .. arguments]);

    /// <summary>What a command prints that must fail.</summary>
    protected async Task<string> RefusedAsync(string client, params string[] arguments)
    {
        var (code, output, error) = await DockerCli.TryAsync(Panel, client, [.. Options, .. arguments]);
        Assert.NotEqual(0, code);
        return output + error;
    }
}
