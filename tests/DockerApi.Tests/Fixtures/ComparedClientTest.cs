using Panel.DockerApi.Tests.Comparison;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>A test of a client that also runs with Docker 26.1.5: if it succeeds there and not with the panel, the panel is at fault.</summary>
public abstract class ComparedClientTest(ApiPanel panel, DockerEngine docker) : ApiTest(panel)
{
    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (docker.IsRunning) await RemoveAllAsync(await docker.StartedAsync(Panel));
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The <c>DOCKER_HOST</c> of the panel, or of Docker, which is started.</summary>
    protected async Task<string> HostAsync(bool withPanel)
    {
        if (withPanel) return Panel.DockerHost;
        await docker.StartedAsync(Panel);
        return docker.DockerHost;
    }

    /// <summary>Runs a program in the network namespace of the panel or of Docker, which has one of its own.</summary>
    /// <param name="withPanel">With which.</param>
    /// <param name="program">Its command line for the path of a socket.</param>
    protected async Task<(int Code, string Output, string Error)> BesideAsync(bool withPanel, Func<string, string[]> program)
    {
        string[] line;
        if (withPanel) line = program(Panel.SocketPath);
        else
        {
            await docker.StartedAsync(Panel);
            line = ["nsenter", "--net", "--target", $"{docker.ProcessId}", "--", .. program(docker.SocketPath)];
        }

        return await Command.TryAsync(line[0], line[1..], Cancellation);
    }
}
