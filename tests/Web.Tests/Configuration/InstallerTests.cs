using Panel.Tests.Shared;

namespace Panel.Web.Tests.Configuration;

/// <summary>What install.sh writes into the panel's settings.</summary>
public sealed class InstallerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("panel-install-").FullName;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private string Socket => _folder + "/docker.sock";

    [Theory]
    [InlineData("# Settings\n")]
    [InlineData("Urls=http://127.0.0.1:7080")]
    public async Task SocketLink_WhereNoDockerIs_IsSetOnceAtInstallationAndUpgrade(string settings)
    {
        await LinkAsync(settings);
        Assert.Equal($"{settings.TrimEnd('\n')}\nPanel__DockerSocketLink={Socket}\n", await LinkAsync(null));
    }

    [Theory]
    [InlineData("Panel__DockerSocketLink=\n", false, false)]
    [InlineData("# Panel__DockerSocketLink=/var/run/docker.sock\n", false, false)]
    [InlineData("# Settings\n", true, false)]
    [InlineData("# Settings\n", false, true)]
    public async Task SocketLink_WhereItIsDeclinedOrDockerIs_IsNotSet(string settings, bool hasDocker, bool hasSocket)
    {
        if (hasDocker) await File.WriteAllTextAsync(_folder + "/dockerd", "#!/bin/sh\n", Cancellation);
        if (hasDocker) File.SetUnixFileMode(_folder + "/dockerd", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        if (hasSocket) File.CreateSymbolicLink(Socket, "/nowhere");
        Assert.Equal(settings, await LinkAsync(settings));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> LinkAsync(string? settings)
    {
        var file = _folder + "/panel.env";
        if (settings is not null) await File.WriteAllTextAsync(file, settings, Cancellation);
        // This machine may have a dockerd; the folder that stands for it is the only place beside the tools.
        foreach (var tool in new[] { "grep", "tail" }) await Command.TryAsync("sh", ["-c", $"ln -sf $(command -v {tool}) {_folder}/{tool}"], Cancellation);
        await Command.OutputAsync("bash", ["-c", "ROOT=$1; . \"$1/docker-bootstrap/lib.sh\"; PATH=$2; set -e; link_docker_socket \"$3\" \"$4\"", "-", Repository.Root, _folder, file, Socket], Cancellation);
        return await File.ReadAllTextAsync(file, Cancellation);
    }
}
